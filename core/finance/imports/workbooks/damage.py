"""What reading a damaged or protected ZIP or GZ raises, whichever way it is packed."""

from __future__ import annotations

import zipfile
import zlib
from lzma import LZMAError

DAMAGED = (
    zipfile.BadZipFile, EOFError, zlib.error, LZMAError, RuntimeError, OSError, ValueError,
)  # fmt: skip
