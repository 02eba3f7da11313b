"""What a character code of a PDF stands for: ligatures, hyphens, private and missing characters, accents."""

from __future__ import annotations

import unicodedata

LOST = "\ufffd"  # stands for a sign whose font does not say what it is

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_INVISIBLE = frozenset({0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F)})
# The Symbol font, whose codes are found in the private area at U+F000.
_SYMBOL = dict(
    zip(
        range(0x20, 0x7F),
        " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
        strict=True,
    )
) | {
    0xA2: "′", 0xA3: "≤", 0xA4: "⁄", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°",
    0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡",
    0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xC6: "∅", 0xCE: "∈", 0xD0: "∠", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD5: "∏",
    0xD6: "√", 0xD7: "⋅", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
# Fonts of signs that pass themselves off as Latin letters: the signs that are sure.
_MATHEMATICAL_PI = {"1": "+", "2": "−", "3": "×", "4": "÷", "5": "=", "6": "±", ",": "<", ".": ">", "#": "≤", "$": "≥"}
_PI_FONTS = {
    "MathematicalPi-One": _MATHEMATICAL_PI,
    "MathematicalPi-Regular": _MATHEMATICAL_PI,
    "AdvP3D3256": {"6": "±"},  # as PLOS set them until 2014
    "AdvP44E6F4": {"u": "°"},
    "AdvP7DA6": {"9": "′", "0": "″", ",": "<", ".": ">"},
    "AdvP3EAA99": {"x": "χ"},
}
ACCENTS = {
    "´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "˚": "\u030a", "¯": "\u0304",
    "˘": "\u0306", "˙": "\u0307", "˝": "\u030b", "ˇ": "\u030c", "¸": "\u0327", "˛": "\u0328",
}  # fmt: skip
_DOTLESS = {"ı": "i", "ȷ": "j"}


def shown(code: int, unknown: bool, font: str, width: float) -> str:
    """What a character code shows: a few characters, a space, or nothing.

    Args:
        code: Its Unicode value as PDFium gives it.
        unknown: Whether the font does not say what it stands for.
        font: Name of its font.
        width: How far it advances, in points.
    """
    if unknown and code < 0xA1:
        return LOST
    if 0x20 < code < 0x7F:
        return _PI_FONTS[font].get(chr(code), chr(code)) if font in _PI_FONTS else chr(code)
    if code == 0xAD:  # as a sign that is drawn it is a hyphen
        return "-" if width > 0.5 else ""
    if code in _LIGATURES:
        return _LIGATURES[code]
    if code in _INVISIBLE:
        return ""
    if 0xE000 <= code < 0xF900 or code >= 0xF0000:
        return _SYMBOL.get(code - 0xF000, LOST)
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE:
        return " " if code in {9, 10, 12, 13} else LOST
    char = chr(code)
    return " " if char.isspace() else char


def accented(letter: str, accent: str) -> str:
    """The letter under a spacing accent, "a" and "´" to "á"; empty where Unicode has no such letter."""
    composed = unicodedata.normalize("NFC", _DOTLESS.get(letter, letter) + ACCENTS[accent])
    return composed if len(composed) == 1 else ""
