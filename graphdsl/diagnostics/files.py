"""GDL0: files that cannot be read or written."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.wording import listing


class NoSuchFile(Diagnostic):
    """A file that was named is not there."""

    code = "GDL001"

    path: str
    similar: str | None = None
    """A file in the same folder whose name is close."""

    def message(self) -> str:
        """One line."""
        return f"there is no file `{self.path}`"

    def help(self) -> str | None:
        """The file that was probably meant."""
        return f"did you mean `{self.similar}`?" if self.similar else None


class IsFolder(Diagnostic):
    """A folder stands where a file is needed."""

    code = "GDL002"

    path: str
    example: str = "model.gdl"

    def message(self) -> str:
        """One line."""
        return f"`{self.path}` is a folder, not a file"

    def help(self) -> str:
        """What to write instead."""
        return f"name a file in it, such as `{self.path.rstrip('/')}/{self.example}`"


class NotUtf8(Diagnostic):
    """The bytes of a file are not UTF-8."""

    code = "GDL003"

    path: str
    byte: int
    """The first byte that does not fit."""
    line: int
    encoding: str | None = None
    """What it seems to be written in."""

    def message(self) -> str:
        """One line."""
        return f"`{self.path}` is not UTF-8: byte 0x{self.byte:02X} in line {self.line}"

    def help(self) -> str:
        """What to do."""
        if self.encoding:
            return f"it looks like {self.encoding}; save it as UTF-8"
        return "save it as UTF-8; is it a text at all?"


class CannotRead(Diagnostic):
    """The system does not let the file be read, or it is of another kind than what is read."""

    code = "GDL004"

    path: str
    reason: str
    advice: str | None = None
    """What to do about this reason, where that is known."""

    def message(self) -> str:
        """One line."""
        return f"cannot read `{self.path}`: {self.reason}"

    def help(self) -> str | None:
        """What to do."""
        return self.advice


class CannotWrite(Diagnostic):
    """The system does not let the file be written."""

    code = "GDL005"

    path: str
    reason: str
    folder: str | None = None
    """The folder it would stand in, if that is what is missing."""

    def message(self) -> str:
        """One line."""
        return f"cannot write `{self.path}`: {self.reason}"

    def help(self) -> str | None:
        """What to do."""
        return f"make the folder first: `mkdir -p {self.folder}`" if self.folder else None


class UnknownEnding(Diagnostic):
    """The ending of an output file does not say what to write."""

    code = "GDL006"

    path: str
    endings: tuple[str, ...]
    """Those that are known, `.keras` first."""

    def message(self) -> str:
        """One line."""
        return f"the ending of `{self.path}` does not say what to write"

    def help(self) -> str:
        """The endings that do."""
        return f"end it in {listing(self.endings, last='or')}"


class NoFilesInFolder(Diagnostic):
    """A folder was named in which no `.gdl` file stands."""

    code = "GDL007"

    path: str

    def message(self) -> str:
        """One line."""
        return f"there is no `.gdl` file in `{self.path}` or below it"


class FileTooLarge(Diagnostic):
    """A file is too large to be a text that somebody wrote."""

    code = "GDL008"

    path: str
    limit: int
    """In bytes."""

    def message(self) -> str:
        """One line."""
        return f"`{self.path}` is larger than {self.limit // 2**20} MiB"

    def help(self) -> str:
        """What to do."""
        return "split it, and join the parts with `import`; is it a `.gdl` file at all?"


class BackendMissing(Diagnostic):
    """Keras, which builds the model, cannot be imported."""

    code = "GDL009"

    reason: str

    def message(self) -> str:
        """One line."""
        return f"Keras cannot be imported: {self.reason}"

    def help(self) -> str:
        """What to do."""
        return "install both with `pip install tensorflow keras`; checking works without them"


class CannotListen(Diagnostic):
    """The port at which a page is to be served cannot be had."""

    code = "GDL010"

    port: int
    reason: str

    def message(self) -> str:
        """One line."""
        return f"cannot serve at port {self.port}: {self.reason}"

    def help(self) -> str:
        """What to write."""
        return "leave `--port` out, and a free one is taken"
