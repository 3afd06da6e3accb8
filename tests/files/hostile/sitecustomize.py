"""Lets files that say "hostile: …" do to their reader what a hostile file might."""

import os
import sys

if "schleuse.files.worker" in sys.orig_argv:
    import time
    from pathlib import Path

    import schleuse.files.read as module

    _honest = module.read

    def _read(content: bytes, name: str = "", *, ocr: bool = False) -> object:
        if not content.startswith(b"hostile: "):
            return _honest(content, name, ocr=ocr)
        match content.decode().removeprefix("hostile: "):
            case "sleep":
                time.sleep(60)
            case "spin":
                while True:
                    pass
            case "eat":
                return [bytearray(1 << 20) for _ in range(100_000)]
            case "crash":
                os.abort()
            case "exit":
                os._exit(3)
            case "write":
                Path("written").write_bytes(b"x" * 10)
            case "raise":
                raise KeyboardInterrupt
        return None

    module.read = _read
