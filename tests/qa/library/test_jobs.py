"""Changing a library from the page: uploads in, documents out, one change at a time; what stays and what goes."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import LibraryBusyError, LibraryError
from index.writing import sync as writing
from index.writing.lock import writer_lock
from index.writing.progress import Lines, Progress
from index.writing.repair import repair
from index.writing.uploads import Upload, Uploads
from qa.library.jobs import FileProgress, Job, LibraryJobs
from qa.library.libraries import open_catalog
from qa.library.process import Work, run_in_process
from support.jobs import ZEBRAFISH, in_this_process
from support.libraries import FakeModel

AXOLOTL = "Axolotls regrow limbs\n\nTheir blastema forms within days of an injury and holds many cells.\n"
BROKEN = b"%PDF-1.4\nnothing of a PDF follows\n%%EOF"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "axolotl.txt").write_text(AXOLOTL)
    return folder


@pytest.fixture
def library(tmp_path: Path, own: Path) -> Path:
    folder = tmp_path / "library"
    writing.sync(folder, [own], FakeModel(), Lines())
    Uploads(folder).open_incoming()
    return folder


def sent(library: Path, name: str, data: bytes | str) -> Upload:
    folder = library / "incoming" / f"{len(list((library / 'incoming').iterdir()))}"
    folder.mkdir()
    (folder / "f").write_bytes(data.encode() if isinstance(data, str) else data)
    return Upload(name, folder / "f")


def finished(jobs: LibraryJobs) -> Job:
    for thread in threading.enumerate():
        if thread.name == "library job":
            thread.join(120)
    assert jobs.job is not None
    assert jobs.job.finished
    return jobs.job


def done(library: Path, begin: Callable[[LibraryJobs], None]) -> Job:
    jobs = LibraryJobs(in_this_process)
    begin(jobs)
    return finished(jobs)


def uploaded(library: Path, *files: tuple[str, bytes | str]) -> Job:
    uploads = [sent(library, name, data) for name, data in files]
    return done(library, lambda jobs: jobs.add_uploads(library, uploads))


def titles(library: Path) -> list[str]:
    catalog = open_catalog(library)
    found = sorted(entry.reference.title or entry.files[0] for entry in catalog.entries())
    catalog.close()
    return found


def kept(library: Path) -> list[str]:
    return sorted(file.name for file in (library / "papers").glob("*"))


def the_id(library: Path, word: str) -> str:
    catalog = open_catalog(library)
    return next(entry.id for entry in catalog.entries() if word in " ".join([entry.id, *entry.files]))


def test_each_upload_is_told_what_came_of_it(library: Path) -> None:
    job = uploaded(
        library,
        ("../fish.txt", ZEBRAFISH),
        ("copy.txt", AXOLOTL),
        ("empty.txt", b""),
        ("broken.pdf", BROKEN),
        ("fish again.txt", ZEBRAFISH),
    )
    assert job.title == "Adding 5 files"
    assert job.result == "1 paper added."
    assert job.problem == ""
    assert [(file.name, file.state) for file in job.files] == [
        ("fish.txt", "added"),
        ("copy.txt", "known"),
        ("empty.txt", "refused"),
        ("broken.pdf", "refused"),
        ("fish again.txt", "known"),
    ]
    assert job.files[2].note == "empty.txt: is empty."
    assert job.files[3].note.startswith("broken.pdf: ")
    assert kept(library) == ["broken.pdf", "fish.txt"]
    assert list((library / "incoming").iterdir()) == []
    assert titles(library) == ["Axolotls regrow limbs", "Zebrafish regrow fins"]


def test_a_file_that_failed_is_not_kept_twice_and_can_be_deleted(library: Path) -> None:
    uploaded(library, ("broken.pdf", BROKEN))
    again = uploaded(library, ("again.pdf", BROKEN))
    assert again.files[0].state == "refused"
    assert kept(library) == ["broken.pdf"]

    job = done(library, lambda jobs: jobs.discard(library, "broken.pdf"))

    assert job.result == "Deleted broken.pdf."
    assert kept(library) == []
    assert open_catalog(library).failures() == []


def test_discarding_never_deletes_a_paper_or_a_file_of_the_users_own(library: Path, own: Path) -> None:
    uploaded(library, ("fish.txt", ZEBRAFISH))
    (own / "broken.pdf").write_bytes(BROKEN)
    writing.sync(library, [], FakeModel(), Lines())
    for name in ("fish.txt", "axolotl.txt", "broken.pdf", "../own/broken.pdf"):
        done(library, lambda jobs, name=name: jobs.discard(library, name))
    assert kept(library) == ["fish.txt"]
    assert sorted(file.name for file in own.iterdir()) == ["axolotl.txt", "broken.pdf"]
    assert len(open_catalog(library).failures()) == 1


def test_uploads_stay_through_syncs_of_other_folders(library: Path, own: Path, tmp_path: Path) -> None:
    uploaded(library, ("fish.txt", ZEBRAFISH))
    before = titles(library)
    assert writing.sync(library, [], FakeModel(), Lines()).removed == 0
    assert titles(library) == before
    other = tmp_path / "other"
    other.mkdir()
    assert writing.sync(library, [other], FakeModel(), Lines()).removed == 1
    assert open_catalog(library).count()[0] == 1
    assert open_catalog(library).folders() == [str(other)]
    assert kept(library) == ["fish.txt"]


def test_a_library_that_is_made_anew_or_moved_keeps_its_uploads(library: Path, own: Path, tmp_path: Path) -> None:
    uploaded(library, ("fish.txt", ZEBRAFISH))
    before = titles(library)
    next(library.glob("shards/*.sqlite")).write_bytes(b"damaged")
    repair(library, FakeModel(), Lines())
    assert titles(library) == before
    moved = tmp_path / "moved"
    library.rename(moved)
    assert titles(moved) == before
    done(moved, lambda jobs: jobs.remove(moved, the_id(moved, "fish"), "fish"))
    assert kept(moved) == []
    (moved / "library.json").unlink()
    writing.sync(moved, [own], FakeModel(), Lines())
    assert len(titles(moved)) == 1


def test_a_removed_document_takes_its_upload_along_and_comes_back_when_it_is_sent_again(library: Path) -> None:
    uploaded(library, ("fish.txt", ZEBRAFISH))
    name = the_id(library, "fish")

    job = done(library, lambda jobs: jobs.remove(library, name, "“Zebrafish”"))

    assert job.result == "Removed “Zebrafish”. To have it back, add its file again."
    assert kept(library) == []
    assert len(titles(library)) == 1
    assert uploaded(library, ("fish.txt", ZEBRAFISH)).result == "1 paper added."
    assert kept(library) == ["fish.txt"]


def test_removing_what_lies_in_the_users_own_folder_leaves_the_file(library: Path, own: Path) -> None:
    uploaded(library, ("axolotl.txt", ZEBRAFISH))  # of the same name, another paper
    gone = next(name for name in open_catalog(library).document_ids()
                if open_catalog(library).paths_of(name) == (str(own / "axolotl.txt"),))  # fmt: skip
    done(library, lambda jobs: jobs.remove(library, gone, ""))
    assert (own / "axolotl.txt").exists()
    assert kept(library) == ["axolotl.txt"]
    assert len(titles(library)) == 1


def test_an_archive_stays_until_its_last_paper_goes(library: Path) -> None:
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("fish.txt", ZEBRAFISH)
        archive.writestr("newt.txt", ZEBRAFISH.replace("Zebrafish", "Newts").replace("fins", "lenses"))
    uploaded(library, ("both.zip", packed.getvalue()))
    for word, left in (("fish.txt", ["both.zip"]), ("newt.txt", [])):
        done(library, lambda jobs, word=word: jobs.remove(library, the_id(library, word), word))
        assert kept(library) == left


def test_when_adding_fails_nothing_is_kept_and_the_reason_is_told(library: Path) -> None:
    with writer_lock(library, "reviewqa sync elsewhere", 0.0, print):
        job = uploaded(library, ("fish.txt", ZEBRAFISH))
    assert "is being written by process" in job.problem
    assert "reviewqa sync elsewhere" in job.problem
    assert kept(library) == []
    assert list((library / "incoming").iterdir()) == []


def test_one_change_at_a_time_which_can_be_stopped(library: Path) -> None:
    begun = threading.Event()

    def endless(work: Work, progress: Progress) -> None:
        progress.read(1, 2, "fish.txt")
        begun.set()
        assert work.cancelled.wait(10)
        raise LibraryError("Stopped.")

    jobs = LibraryJobs(endless)
    jobs.cancel()
    jobs.add_uploads(library, [sent(library, "fish.txt", ZEBRAFISH), sent(library, "newt.txt", ZEBRAFISH + "Newts.")])
    assert begun.wait(10)
    assert jobs.job is not None
    assert [file.state for file in jobs.job.files] == ["read", "checked"]
    late = sent(library, "late.txt", ZEBRAFISH)
    with pytest.raises(LibraryBusyError, match="being changed just now"):
        jobs.add_uploads(library, [late])
    assert not late.file.exists()
    jobs.cancel()
    assert finished(jobs).problem == "Stopped."
    assert kept(library) == []


def test_a_folder_is_added_where_it_is(library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "fish.txt").write_text(ZEBRAFISH)
    assert done(library, lambda jobs: jobs.add_folder(library, folder)).result == "1 paper added."
    assert done(library, lambda jobs: jobs.add_folder(library, folder)).result == "No new paper was found there."
    assert not (library / "papers").exists()


def test_how_far_it_is_and_how_fast() -> None:
    files = (FileProgress("a", "checked"), FileProgress("b", "read"), FileProgress("c", "added"))
    job = Job("x", files=files, read=(1, 2), encoded=(5, 10))
    assert job.share == pytest.approx(0.5)
    assert [job.share_of(file) for file in files] == pytest.approx([0.1, 0.6, 1.0])
    assert Job("x").share == 0.0
    assert Job("x", finished=True).share == 1.0


def test_the_work_runs_in_a_process_of_its_own_and_its_errors_come_back(library: Path, tmp_path: Path) -> None:
    said: list[str] = []
    with pytest.raises(LibraryError, match="was built for the model fake, the settings ask for reviewqa-encoder"):
        run_in_process(Work("remove", library, ("x",)), Lines(said.append))
    cancelled = Work("add", library, (str(tmp_path),))
    cancelled.cancelled.set()
    with pytest.raises(LibraryError, match="Stopped"):
        run_in_process(cancelled, Lines())


def test_a_folder_of_someone_elses_papers_is_still_no_library(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "mine.txt").write_text(AXOLOTL)
    with pytest.raises(LibraryError, match="is not only a library"):
        writing.sync(tmp_path, [tmp_path / "papers"], FakeModel(), Lines())
    shutil.rmtree(tmp_path / "papers")
