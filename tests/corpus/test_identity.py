from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Name, Reference
from corpus.identity import Keys, normal_pmcid, normal_pmid, works

LONG = "exosomes-repair-cartilage-of-the-knee"


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("37261656", "37261656"), ("PMID: 37261656", "37261656"), ("pmid37261656", "37261656"), (" 0012 ", "12"),
        ("37261656v1", "37261656"), ("0", ""), ("", ""), ("PMC123", ""), ("1234567890", ""), ("12 34", ""), ("²³", ""),
        ("https://pubmed.ncbi.nlm.nih.gov/37261656/", "37261656"), ("37261656 [pmid]", "37261656"),
    ],
)  # fmt: skip
def test_pmids(printed: str, normal: str) -> None:
    assert normal_pmid(printed) == normal


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("PMC8885717", "PMC8885717"), ("pmc8885717", "PMC8885717"), ("8885717", "PMC8885717"),
        ("PMCID: PMC8885717", "PMC8885717"), ("PMC8885717.1", "PMC8885717"), ("PMC0012", "PMC12"), ("", ""),
        ("PMC", ""), ("PMC0", ""), ("PMID 12", ""),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC8885717/", "PMC8885717"),
    ],
)  # fmt: skip
def test_pmcids(printed: str, normal: str) -> None:
    assert normal_pmcid(printed) == normal


@given(st.text())
def test_what_is_normal_stays_so(text: str) -> None:
    for normal in (normal_pmid, normal_pmcid):
        assert normal(normal(text)) == normal(text)


def test_keys_of_a_reference() -> None:
    reference = Reference(
        title="Exosomes <i>in vitro</i>: Réparation",
        author=(Name("van der Berg", "A."), Name("Li", "B.")),
        issued=(2021, 3),
        DOI="https://doi.org/10.1000/ABC",
        PMID="PMID 0042",
        PMCID="77",
    )
    keys = Keys("10.1000/abc", "42", "PMC77", "exosomes-in-vitro-reparation", 2021, "van-der-berg")
    assert Keys.of(reference) == keys
    assert Keys.of(Reference()) == Keys()
    assert Keys.of(reference).identifiers[0] == "10.1000/abc"


def grouped(*keys: Keys) -> list[list[int]]:
    return works(list(enumerate(keys)))


@pytest.mark.parametrize(
    ("keys", "groups"),
    [
        ([], []),
        ([Keys()], [[0]]),
        ([Keys(), Keys()], [[0], [1]]),
        ([Keys(doi="a"), Keys(doi="a"), Keys(doi="b")], [[0, 1], [2]]),
        ([Keys(doi="a"), Keys(pmid="1"), Keys(doi="a", pmid="1")], [[0, 1, 2]]),
        ([Keys(pmid="1"), Keys(pmcid="1")], [[0], [1]]),
        # a title with year and author
        ([Keys(title="a", year=2020, author="li"), Keys(title="a", year=2020, author="li")], [[0, 1]]),
        ([Keys(title="a", year=2020, author="li"), Keys(title="a", year=2021, author="li")], [[0, 1]]),
        ([Keys(title="a", year=2020, author="li"), Keys(title="a", year=2022, author="li")], [[0], [1]]),
        ([Keys(title="a", year=2020, author="li"), Keys(title="a", year=2020, author="wu")], [[0], [1]]),
        ([Keys(title="a", year=2020), Keys(title="a", year=2020)], [[0], [1]]),
        # a telling title without them
        ([Keys(title=LONG), Keys(title=LONG)], [[0, 1]]),
        ([Keys(title=LONG, year=2020), Keys(title=LONG, author="li")], [[0, 1]]),
        ([Keys(title=LONG, year=2020), Keys(title=LONG, year=2023)], [[0], [1]]),
        ([Keys(title="one-two-three-four"), Keys(title="one-two-three-four")], [[0], [1]]),
        # identifiers and titles
        ([Keys(doi="a", title=LONG), Keys(doi="b", title=LONG)], [[0], [1]]),
        ([Keys(doi="a", title=LONG), Keys(pmid="1", title=LONG)], [[0, 1]]),
        ([Keys(doi="a", title=LONG), Keys(title=LONG)], [[0, 1]]),
        ([Keys(doi="a", title=LONG), Keys(doi="b", title=LONG), Keys(title=LONG)], [[0], [1], [2]]),
        ([Keys(doi="a", title=LONG), Keys(doi="b", title=LONG), Keys(title=LONG), Keys(title=LONG)], [[0], [1], [2, 3]]),
        ([Keys(doi="a", pmid="1"), Keys(doi="b", pmid="1")], [[0, 1]]),  # one of the DOIs is wrong; the PMID says so
    ],
)  # fmt: skip
def test_works(keys: list[Keys], groups: list[list[int]]) -> None:
    assert grouped(*keys) == groups


@pytest.mark.parametrize(
    ("keys", "groups"),
    [
        # a record that could be either of two works is neither
        ([Keys(title=LONG, year=2020, author="li"), Keys(title=LONG), Keys(title=LONG, year=2023, author="wu")],
         [[0], [1], [2]]),
        ([Keys(title=LONG, year=2020, author="li"), Keys(title=LONG, year=2021, author="li"),
          Keys(title=LONG, year=2022, author="li")], [[0], [1], [2]]),
        # its copy that says more is one of them
        ([Keys(doi="a", title=LONG, year=2020, author="li"), Keys(title=LONG, year=2020, author="li"),
          Keys(title=LONG, year=2023, author="wu"), Keys(title=LONG)], [[0, 1], [2], [3]]),
        # what a work's records say counts together
        ([Keys(doi="a", title=LONG, year=2020), Keys(doi="a", author="li"), Keys(title=LONG, author="wu")],
         [[0, 1], [2]]),
        ([Keys(doi="a", title=LONG), Keys(doi="a", pmid="1"), Keys(pmid="2", title=LONG)], [[0, 1], [2]]),
        # a title that stands between two works joins them no more than one record does
        ([Keys(pmid="1", title=LONG), Keys(pmid="1", title=f"{LONG}-2"), Keys(doi="a", title=LONG),
          Keys(doi="b", title=f"{LONG}-2")], [[0, 1], [2], [3]]),
        # family names that are printed with and without their particles and second parts
        ([Keys(title="a", year=2020, author="de-hoon"), Keys(title="a", year=2020, author="hoon")], [[0, 1]]),
        ([Keys(title="a", year=2020, author="garcia-saez"), Keys(title="a", year=2020, author="garcia")], [[0, 1]]),
    ],
)  # fmt: skip
def test_works_that_are_nearly_alike(keys: list[Keys], groups: list[list[int]]) -> None:
    assert grouped(*keys) == groups


def test_many_exports_of_one_record_are_one_work() -> None:
    assert grouped(*[Keys(title="a", year=2020, author="li")] * 500) == [list(range(500))]


def test_a_title_of_very_many_works_tells_nothing() -> None:
    column = [Keys(doi=str(at), title=LONG) for at in range(101)] + [
        Keys(pmid=str(at), title=LONG) for at in range(100)
    ]
    assert grouped(*column) == [[at] for at in range(201)]


def test_thousands_of_works_of_one_title_are_not_compared_with_each_other() -> None:
    column = [Keys(doi=str(at), title="editorial", year=2020, author="li") for at in range(3000)]
    assert grouped(*column, *column) == [[at, at + 3000] for at in range(3000)]


KEYS = st.builds(
    Keys,
    doi=st.sampled_from(["", "", "10.1/a", "10.1/b"]),
    pmid=st.sampled_from(["", "", "1", "2"]),
    pmcid=st.sampled_from(["", "", "PMC1"]),
    title=st.sampled_from(["", "editorial", LONG, "another-long-title-of-a-paper"]),
    year=st.sampled_from([0, 2020, 2021, 2022]),
    author=st.sampled_from(["", "li", "wu"]),
)
RECORDS = st.lists(KEYS, max_size=9).map(lambda keys: list(enumerate(keys)))


def partition(groups: list[list[int]]) -> set[frozenset[int]]:
    return {frozenset(group) for group in groups}


@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(records: list[tuple[int, Keys]], chance: object) -> None:
    shuffled = list(records)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert partition(works(shuffled)) == partition(works(records))


@given(RECORDS)
def test_each_record_is_in_one_work_and_in_the_order_given(records: list[tuple[int, Keys]]) -> None:
    groups = works(records)
    assert sorted(number for group in groups for number in group) == [number for number, _ in records]
    assert all(group == sorted(group) for group in groups)
    assert [group[0] for group in groups] == sorted(group[0] for group in groups)


@given(RECORDS)
def test_records_that_share_an_identifier_are_together(records: list[tuple[int, Keys]]) -> None:
    place = {number: at for at, group in enumerate(works(records)) for number in group}
    for one, first in records:
        for other, second in records:
            if any(a and a == b for a, b in zip(first.identifiers, second.identifiers, strict=True)):
                assert place[one] == place[other]


@given(RECORDS)
def test_a_record_that_shares_nothing_stands_alone(records: list[tuple[int, Keys]]) -> None:
    alone = Keys("10.1/alone", "9", "PMC9", "a-title-that-nobody-else-has", 2020, "li")
    assert [99] in works([*records, (99, alone)])
    assert [99] in works([*records, (99, Keys())])


@given(RECORDS)
def test_titles_join_no_works_of_different_identifiers(records: list[tuple[int, Keys]]) -> None:
    by_identifier = works([(number, Keys(keys.doi, keys.pmid, keys.pmcid)) for number, keys in records])
    work = {number: at for at, group in enumerate(by_identifier) for number in group}
    keyed = dict(records)
    for group in works(records):
        for kind in range(3):
            assert len({work[number] for number in group if keyed[number].identifiers[kind]}) <= 1


@given(RECORDS, KEYS)
def test_a_copy_is_the_same_work_where_anything_tells(records: list[tuple[int, Keys]], keys: Keys) -> None:
    tells = any(keys.identifiers) or (keys.title and ((keys.year and keys.author) or keys.title.count("-") > 3))
    together = [{98, 99} <= set(group) for group in works([(98, keys), *records, (99, keys)])]
    assert any(together) == bool(tells)
