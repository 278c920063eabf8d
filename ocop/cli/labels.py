"""Commands that print labels and read them back."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ocop.cli.terminals import Terminal, measured, pass_terminal, say_json
from ocop.domain.accounts import OPERATOR
from ocop.domain.label_jobs import MOST_OF_JOB, JobState
from ocop.domain.refusals import BadInput, RuleBroken
from ocop.jobs.label_jobs import Printer
from ocop.services.label_files import file_of
from ocop.services.label_jobs import find_job, order_labels
from ocop.services.labels import FORMATS, MOST, SINGLE, Order, codes_read_back, designs, label_of
from ocop.services.products import find_product
from ocop.services.registries import holds_sample
from ocop.services.work import reading, unit_of_work


class LabelCommands(click.Group):
    """A group in which a wrong choice of label, paper or printer is wrong usage: exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a refusal of what was asked for ends with its code and words."""
        try:
            return super().invoke(ctx)
        except BadInput as refusal:
            click.echo(f"{refusal.code}: {refusal.message}", err=True)
            sys.exit(2)


@click.group(cls=LabelCommands)
def labels() -> None:
    """Tem nhãn."""


def numbers(count: int | None, kind: type[int] | type[float]) -> Callable[[Any, Any, str | None], Any]:
    """Return what reads so many numbers with commas between them."""

    def read(_context: Any, _param: Any, text: str | None) -> tuple[int | float, ...] | None:
        if text is None:
            return None
        try:
            found = tuple(kind(one) for one in text.split(","))
        except ValueError as fault:
            raise click.BadParameter(f"“{text}” không phải các số cách nhau bằng dấu phẩy.") from fault
        if count is not None and len(found) != count:
            raise click.BadParameter(f"cần {count} số, “{text}” có {len(found)}.")
        return found

    return read


@labels.command("print")
@click.argument("code")
@click.option("--lot", help="Mã lô in trên nhãn.")
@click.option("--count", default=1, show_default=True, type=click.IntRange(1, MOST_OF_JOB))
@click.option("--serials", is_flag=True, help="Mỗi nhãn một số riêng, ghi vào sổ số của lô.")
@click.option("--copies", default=1, show_default=True, type=click.IntRange(1, 1000), help="Số bản của mỗi nhãn.")
@click.option("--collate", is_flag=True, help="In hết một bộ rồi tới bộ sau, thay vì các bản liền nhau.")
@click.option(
    "--stock", default=SINGLE, show_default=True, metavar="NAME", help="Tên giấy, hoặc lưới như 3x8:70x37@0,0.5."
)
@click.option("--design", type=click.Choice(list(designs())), help="Mẫu nhãn; bỏ trống là mẫu hợp với cỡ giấy.")
@click.option("--start", default=1, show_default=True, type=click.IntRange(1, 400), help="Ô đầu tiên còn dùng được.")
@click.option("--used", callback=numbers(None, int), metavar="1,2,9", help="Các ô đã dùng của tờ đầu.")
@click.option("--cut-marks", is_flag=True, help="In dấu cắt ở góc nhãn.")
@click.option("--nudge", callback=numbers(4, float), metavar="R,D,X,Y", help="Máy in lệch: mm phải, dưới; hệ số.")
@click.option("--format", "format_", default="pdf", show_default=True, type=click.Choice(FORMATS))
@click.option("--dpi", type=click.Choice([203, 300, 600]), help="Máy in (mặc định: pdf, svg 600; png 300; zpl 203).")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, allow_dash=True))
@pass_terminal
def print_one(terminal: Terminal, /, code: str, format_: str, output: str, **asked: Any) -> None:
    """In nhãn của sản phẩm CODE (mã ngắn, GTIN hoặc mã OCOP) ra tệp; mã được đọc lại trước khi giao."""
    order = Order.of(asked)
    if asked["serials"] or asked["count"] * asked["copies"] > MOST:
        wanted = {name: asked[name] for name in ("lot", "count", "serials", "copies", "collate")}
        print_job(terminal, code, format_=format_, output=output, order=order, **wanted)
        return
    with terminal.context():
        sample = holds_sample()
        with reading():
            printed = label_of(
                find_product(code), today=terminal.today(), base_url=terminal.public_base_url, sample=sample,
                lot=asked["lot"], count=asked["count"] * asked["copies"], format=format_, order=order,
            )  # fmt: skip
    for warning in printed.warnings:
        click.echo(warning, err=True)
    written(output, printed.data)


def written(output: str, data: bytes) -> None:
    """Write a file, or standard output where a dash says so."""
    with click.open_file(output, "wb", atomic=output != "-") as file:
        file.write(data)


def print_job(terminal: Terminal, code: str, *, format_: str, output: str, **wanted: Any) -> None:
    """Order a job as the operator and print it at once, with a progress bar."""
    if format_ != "pdf":
        raise BadInput("format-unknown", "Nhiều nhãn, hoặc nhãn có số riêng, chỉ in ra pdf.", field="format")
    with terminal.context():
        sample, keys = holds_sample(), terminal.serial_keys()
        with unit_of_work():
            job = order_labels(
                OPERATOR, terminal.now(), terminal.today(), find_product(code), **wanted, sample=sample,
                base_url=terminal.public_base_url, kid=next(iter(keys)),
            )  # fmt: skip
            job_id, total = job.id, job.count
        with measured(total, "Đang in") as told:
            Printer(terminal.data_dir, keys, terminal.clock, told).print_job(job_id)
        with reading():
            ended = find_job(OPERATOR, job_id)[0]
            if ended.state != JobState.DONE:
                raise RuleBroken("label-job-ended", "Lượt in không xong: %(why)s", why=ended.message or ended.state)
        with (
            file_of(terminal.data_dir, job_id).open("rb") as file,
            click.open_file(output, "wb", atomic=output != "-") as copied,
        ):
            shutil.copyfileobj(file, copied)


def quality_words(quality: dict[str, float | None] | None) -> str:
    """Return the estimate of a code's print in words.

    >>> quality_words({"module_px": 5.9, "module_mm": 0.5, "contrast": 0.98, "quiet_zone": 1.0})
    'ô 0.50 mm, tương phản 98 %, viền trắng 100 %'
    """
    if quality is None:
        return ""
    told = []
    if (module := quality["module_mm"]) is not None:
        told.append(f"ô {module:.2f} mm")
    for name, words in (("contrast", "tương phản"), ("quiet_zone", "viền trắng")):
        if (share := quality[name]) is not None:
            told.append(f"{words} {share:.0%}".replace("%", " %"))
    return ", ".join(told)


@labels.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def verify(file: Path, as_json: bool) -> None:
    """Đọc lại mọi mã trong một tệp PDF hay ảnh bằng bộ giải mã độc lập, và ước lượng in rõ đến đâu."""
    found = codes_read_back(file.read_bytes())
    if as_json:
        say_json({"codes": found})
    for one in found if not as_json else ():
        click.echo(f"{one['page']}\t{one['format']}\t{one['text']}\t{quality_words(one['quality'])}")
    if not found:
        click.echo("Không đọc được mã nào.", err=True)
        sys.exit(1)
