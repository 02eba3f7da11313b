"""The curves of a report as SVG: no script, no fonts, colours from the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from qa.evaluation.figures import Columns
from qa.evaluation.refusing import Bin, reliability, risk_coverage, roc_curve

_SIDE = 300  # of the square that the curve is drawn in
_LEFT, _TOP, _RIGHT, _BOTTOM = 54, 10, 14, 44
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_MOST_POINTS = 400  # of a curve
Point = tuple[float, float]


def risk_coverage_chart(columns: Columns) -> str:
    """Risk at each coverage."""
    confidence = np.concatenate([columns.sure, columns.unsure])
    wrong = np.concatenate([1 - columns.right, np.ones(len(columns.unsure))])
    risk = risk_coverage(confidence, wrong)
    points = [((at + 1) / len(risk), float(value)) for at, value in enumerate(risk)]
    return _chart("share of questions answered", "share wrong of those answered", _curve(points))


def roc_chart(columns: Columns) -> str:
    """False and right answers at each threshold."""
    false, right = roc_curve(columns.sure, columns.unsure)
    drawn = _diagonal() + _curve(list(zip(false.tolist(), right.tolist(), strict=True)))
    return _chart("unanswerable questions answered", "answerable questions answered", drawn)


def reliability_chart(columns: Columns) -> str:
    """Confidence against the share of questions that are answerable."""
    confidence = np.concatenate([columns.sure, columns.unsure])
    positive = np.repeat([1.0, 0.0], [len(columns.sure), len(columns.unsure)])
    drawn = _diagonal() + _bins(reliability(confidence, positive))
    return _chart("confidence", "share that is answerable", drawn)


def _chart(across: str, up: str, drawn: str) -> str:
    width, height = _LEFT + _SIDE + _RIGHT, _TOP + _SIDE + _BOTTOM
    grid = "".join(_tick(value) for value in _TICKS)
    middle = _TOP + _SIDE / 2
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{up} against {across}">{grid}{drawn}'
        f'<text x="{_LEFT + _SIDE / 2:g}" y="{height - 8}" text-anchor="middle">{across}</text>'
        f'<text x="12" y="{middle:g}" text-anchor="middle" transform="rotate(-90 12 {middle:g})">{up}</text></svg>'
    )


def _tick(value: float) -> str:
    x, y = _at((value, value))
    return (
        f'<path class="grid" d="M{x:.1f} {_TOP}V{_TOP + _SIDE}M{_LEFT} {y:.1f}H{_LEFT + _SIDE}"/>'
        f'<text x="{x:.1f}" y="{_TOP + _SIDE + 15}" text-anchor="middle">{value:g}</text>'
        f'<text x="{_LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
    )


def _curve(points: Sequence[Point]) -> str:
    if len(points) > _MOST_POINTS:
        places = np.linspace(0, len(points) - 1, _MOST_POINTS).round().astype(int)
        points = [points[at] for at in places]
    return f'<path class="curve" d="M{_path(points)}"/>'


def _diagonal() -> str:
    return f'<path class="even" d="M{_path([(0, 0), (1, 1)])}"/>'


def _bins(bins: Iterable[Bin]) -> str:
    listed = sorted(bins)
    dots = []
    for one in listed:
        x, y = _at((one.confidence, one.share))
        said = f"{one.size} questions: confidence {one.confidence:.2f}, answerable {one.share:.2f}"
        dots.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="5"><title>{said}</title></circle>')
    line = _path([(one.confidence, one.share) for one in listed])
    return f'<path class="curve" d="M{line}"/>{"".join(dots)}'


def _path(points: Iterable[Point]) -> str:
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in map(_at, points))


def _at(point: Point) -> Point:
    return _LEFT + _SIDE * point[0], _TOP + _SIDE * (1 - point[1])
