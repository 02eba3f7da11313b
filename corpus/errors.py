"""Every error that reviewqa raises on purpose.

Each message says what happened, to which file or question, and what to do next; the command prints it as one line.

* ReviewqaError
    * CorpusError: a file of the researcher's
        * UnreadableFileError: it cannot be opened or is not text
        * UnsupportedFileError: no reader knows what it is
    * LibraryError: a library folder
        * LibraryNotFoundError: there is none
        * LibraryMismatchError: it was made by another version or for another model
        * LibraryDamagedError: parts are missing, cut short or changed
        * LibraryBusyError: another process is writing it
        * LibraryWriteError: it cannot be written (permission, full disk)
        * RemovalError: a sync would remove much of it, which nobody has confirmed
        * DocumentNotFoundError: it holds no document of that id
        * OriginalFileError: the file that a document was read from is gone or has changed
    * ModelError: the embedding model is missing or not the one expected
    * QuestionError: a question that cannot be asked
    * SelectionError: documents, years, journals or a section that cannot be asked of
    * BatchError: a file of questions that cannot be read
    * GoldError: a gold set that cannot be used
    * ServeError: the web page cannot be served
    * PageError: a page of a document cannot be drawn
        * PageBusyError: not now, because too many are being drawn
    * CheckError: an exported file whose quotes cannot be checked
    * AnswerError: JSON that should be a stored answer is none
    * ConversationError: conversations cannot be kept or read
        * ConversationNotFoundError: the owner has none of that id
        * ConversationFullError: it, or the owner's list of them, has as many as are kept
        * ConversationStoreError: their file is damaged, of a newer version, locked, or cannot be written
    * JudgementError: a judgement that means nothing, or whose file cannot be read or written
"""


class ReviewqaError(Exception):
    """Base of all errors below."""


class CorpusError(ReviewqaError):
    """A file of the researcher's cannot become a document."""


class UnreadableFileError(CorpusError):
    """The file cannot be opened or is not text."""


class UnsupportedFileError(CorpusError):
    """No reader knows what the file is."""


class LibraryError(ReviewqaError):
    """A library folder cannot be used."""


class LibraryNotFoundError(LibraryError):
    """There is no library in the folder."""


class LibraryMismatchError(LibraryError):
    """The library was made by another version or for another model."""


class LibraryDamagedError(LibraryError):
    """Parts of the library are missing, cut short or changed."""


class LibraryBusyError(LibraryError):
    """Another process is writing the library."""


class LibraryWriteError(LibraryError):
    """The library cannot be written: permission, full disk."""


class RemovalError(LibraryError):
    """A sync would remove much of the library, which nobody has confirmed."""


class DocumentNotFoundError(LibraryError):
    """The library holds no document of that id."""


class OriginalFileError(LibraryError):
    """The file that a document was read from is gone or has changed."""


class ModelError(ReviewqaError):
    """The embedding model is missing or is not the one expected."""


class QuestionError(ReviewqaError):
    """The question cannot be asked: empty, too long, not text."""


class SelectionError(ReviewqaError):
    """The part of the library to ask cannot be: years the wrong way round, an unknown journal, nothing left."""


class BatchError(ReviewqaError):
    """A file of questions cannot be read."""


class GoldError(ReviewqaError):
    """A gold set cannot be read or holds nothing to measure."""


class ServeError(ReviewqaError):
    """The web page cannot be served: the port is taken, the address is not ours."""


class PageError(ReviewqaError):
    """A page of a document cannot be drawn: there is none of that number, its file is gone, it takes too long."""


class PageBusyError(PageError):
    """Too many pages are being drawn at once."""


class CheckError(ReviewqaError):
    """An exported file cannot be checked: not there, not an export, broken, too large."""


class AnswerError(ReviewqaError):
    """JSON that should be a stored answer is none."""


class ConversationError(ReviewqaError):
    """Conversations cannot be kept or read."""


class ConversationNotFoundError(ConversationError):
    """The owner has no conversation of that id."""


class ConversationFullError(ConversationError):
    """A conversation, or an owner's list of them, has as many as are kept."""


class ConversationStoreError(ConversationError):
    """The file of conversations is damaged, of a newer version, locked, or cannot be written."""


class JudgementError(ReviewqaError):
    """A judgement means nothing, or its file cannot be read or written."""
