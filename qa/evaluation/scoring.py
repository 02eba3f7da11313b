"""Scoring a TREC run of any program against judgements."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import GoldError
from qa.evaluation import ranking
from qa.evaluation.figures import Result
from qa.evaluation.gold import some
from qa.evaluation.report import Report, summed_up
from qa.evaluation.trec import read_qrels, read_run
from qa.wording import counted


def score(run_file: Path, qrels_file: Path) -> Report:
    """Score a TREC run against judgements.

    Raises:
        GoldError: A file cannot be read or is broken, or the two have no query in common.
    """
    run, qrels = read_run(run_file), read_qrels(qrels_file)
    judged = {query: relevant for query, relevant in qrels.items() if any(grade > 0 for grade in relevant.values())}
    if not judged.keys() & run.keys():
        raise GoldError(f"{run_file}: has no query in common with {qrels_file} that has a relevant document.")
    notes = []
    if unjudged := sorted(run.keys() - judged.keys()):
        notes.append(f"Left out: {counted(len(unjudged), 'question')} without a relevant document: {some(unjudged)}.")
    if missing := sorted(judged.keys() - run.keys()):
        notes.append(f"{counted(len(missing), 'question')} not in the run, which counts as zero: {some(missing)}.")
    values = ranking.of_documents(judged, run)
    results = [
        Result(query, query, True, None, None, ranking.first_relevant(judged[query], run.get(query, {})), values[query])
        for query in judged
    ]
    return summed_up(str(run_file), results, unit="document", notes=notes)
