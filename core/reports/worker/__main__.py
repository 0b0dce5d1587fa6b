"""`python -I -S <this folder> <site-packages>`: one report from a request in JSON to bytes.

Charts are Vega-Lite specifications whose data stand in them, pages a Typst template that reads its
data from `sys.inputs`: neither opens a file or an address. The folder it works in is empty.
"""

import json
import sys
from typing import Any

CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Serif CJK SC",
    "Songti SC",
    "SimSun",
)
OTHERS = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Color Emoji",
    "DejaVu Sans",
    "Liberation Sans",
    "Arial",
    "Libertinus Serif",
)


def main() -> None:
    """Read the request, write the file; what goes wrong is told on the error output."""
    request = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(made(request))


def made(request: dict[str, Any]) -> bytes:
    """The file of a request: `template`, `data`, `charts` (name -> specification), `format`."""
    import typst

    families = set(typst.Fonts().families())
    chinese = next((one for one in CHINESE if one in families), None)
    fonts = [one for one in (chinese, *OTHERS) if one is not None and one in families]
    data = {**request["data"], "fonts": fonts, "has_chinese": chinese is not None}
    data["charts"] = {name: drawn(spec, fonts) for name, spec in request["charts"].items()}
    pages = typst.compile(
        request["template"].encode(),
        root=".",
        format=request["format"],
        ppi=110.0,
        sys_inputs={"data": json.dumps(data)},
    )
    return pages if isinstance(pages, bytes) else (pages or [b""])[0]


def drawn(spec: dict[str, Any], fonts: list[str]) -> str:
    """A chart as SVG."""
    import vl_convert

    config = {"font": fonts[0]} if fonts else {}
    svg: str = vl_convert.vegalite_to_svg(spec, config=config, allowed_base_urls=[])
    return svg


if __name__ == "__main__":
    sys.path.append(sys.argv[1])
    main()
