"""The page where a code is typed, photographed or scanned: where it leads, and what it says if nowhere."""

import base64
import io
import time

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from ocop.domain.serials import lot_key, serials
from ocop.services.throttles import PHOTOS
from tests.browser import FLAGS, PHONE, chromium, opened
from tests.sights import photo, png_bomb, scene, write_video

GTIN = "9521234543213"


@pytest.fixture
def jar(make_product, make_lot):
    """A product with a GTIN and a lot."""
    product = make_product(name="Kẹo dừa sáp", gtin=GTIN)
    make_lot(product, code="L2411A")
    return product


@pytest.fixture
def send(client):
    """Return a function that sends a file as the photograph of a label."""

    head = b'--b\r\nContent-Disposition: form-data; name="photo"; filename="x.jpg"\r\n\r\n'

    def sent(data, **more):
        body = head + data + b"\r\n--b--\r\n"
        return client.post("/scan", data=body, content_type="multipart/form-data; boundary=b", **more)

    return sent


def label(text, **more):
    return photo(scene(("qr", text), **more))


# -- typed


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        (GTIN, f"/01/0{GTIN}"),
        ("L2411A", f"/01/0{GTIN}/10/L2411A"),
        (f"https://evil.example/01/{GTIN}/10/L2411A", f"/01/0{GTIN}/10/L2411A"),
        (f"https://evil.example/01/{GTIN}/10//evil.example", f"/01/0{GTIN}"),
    ],
)
def test_a_typed_code_leads_to_a_page_of_ours(client, jar, typed, path) -> None:
    answer = client.get("/scan", query_string={"code": typed})

    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_lot_of_several_products_is_a_list_to_choose_from(client, jar, make_product, make_lot) -> None:
    other = make_product(name="Mứt dừa")
    make_lot(other, code="L2411A")

    shown = client.get("/scan?code=l2411a")

    assert shown.status_code == 200
    assert "Lô L2411A của sản phẩm nào?" in shown.text
    assert f'href="/01/0{GTIN}/10/L2411A"' in shown.text
    assert f'href="/t/{other.code}/10/L2411A"' in shown.text


def test_a_serial_alone_asks_for_its_lot(app, client, jar) -> None:
    key = next(iter(app.config["OCOP_SERIAL_KEYS"]().items()))
    (serial,) = serials(lot_key(key[1], jar.code, "L2411A"), key[0], 3, 1)

    asked = client.get(f"/scan?code={serial}")
    unknown = client.get(f"/scan?code={serial}&lot=L9")
    found = client.get(f"/scan?code={serial}&lot=l2411a")

    assert (asked.status_code, asked.text.count('name="lot"')) == (200, 1)
    assert "Không có sản phẩm nào có lô" not in asked.text
    assert unknown.status_code == 404
    assert "Không có sản phẩm nào có lô “L9”" in unknown.text
    assert (found.status_code, found.headers["Location"]) == (303, f"/01/0{GTIN}/10/L2411A/21/{serial}")


def test_an_unknown_code_says_what_to_do_next(client, jar) -> None:
    shown = client.get("/scan", query_string={"code": "A/B"})

    assert shown.status_code == 404
    for words in (
        'href="/scan#photo"',
        'href="/reports/new?code=A%2FB"',
        'href="/products?q=A%2FB"',
        "http://localhost",
    ):
        assert words in shown.text
    slip = client.get("/scan?code=9521234543214")
    assert "Số kiểm tra của GTIN" in slip.text
    assert "Kẹo dừa sáp" in slip.text


# -- photographed


@pytest.mark.parametrize(
    ("picture", "path"),
    [
        (label(f"HTTPS://OCOP.EXAMPLE.VN/01/0{GTIN}/10/L2411A"), "/10/L2411A"),
        (label(f"https://evil.example/01/{GTIN}", angle=25, blur=2), ""),
        (photo(scene(("ean13", GTIN), across=600)), ""),
        (photo(scene(("gs1-datamatrix", f"(01)0{GTIN}(10)L2411A(21)X1")), "PNG"), "/10/L2411A/21/X1"),
        (photo(scene(("qr", "https://zalo.me/1"), ("ean13", GTIN), across=600), "WEBP"), ""),
    ],
    ids=["good", "turned and blurred", "bars", "matrix", "beside another's"],
)
def test_a_photograph_leads_to_the_page(send, jar, picture, path) -> None:
    answer = send(picture)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/01/0{GTIN}{path}")
    assert "Set-Cookie" not in answer.headers


def test_a_photograph_of_two_products_asks_which(send, jar, make_product) -> None:
    other = make_product(name="Mứt dừa")

    shown = send(photo(scene(("ean13", GTIN), ("qr", f"HTTPS://X.EXAMPLE/T/{other.code}"), across=600)))

    assert shown.status_code == 200
    assert f'href="/01/0{GTIN}"' in shown.text
    assert f'href="/t/{other.code}"' in shown.text


def test_another_s_code_in_a_photograph_is_named_never_followed(send, jar) -> None:
    shown = send(label("https://evil.example/win"))

    assert shown.status_code == 404
    assert "https://evil.example/win" in shown.text
    assert 'href="https://evil' not in shown.text


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (photo(scene()), 422, "Lau ống kính"),
        (label("X", blur=40), 422, "Lau ống kính"),
        (b"", 422, "Chưa có ảnh nào được chọn"),
        (b"MZ" * 500, 422, "Ảnh phải là JPEG, PNG hoặc WebP nguyên vẹn"),
        (png_bomb(), 422, "25 triệu điểm ảnh"),
        (b"x" * 6_000_001, 413, "Ảnh lớn hơn 6 MB"),
    ],
    ids=["no code", "blurred", "nothing", "no picture", "400 megapixels", "6 MB"],
)
def test_what_cannot_be_read_gets_a_page_that_helps_at_once(send, data, status, words) -> None:
    before = time.monotonic()

    shown = send(data)

    assert shown.status_code == status
    assert words in shown.text
    assert 'name="code"' in shown.text
    assert "Set-Cookie" not in shown.headers
    assert time.monotonic() - before < 3


def test_a_form_without_a_photograph_is_told_so(client) -> None:
    assert client.post("/scan").status_code == 422
    assert client.post("/scan", data={"photo": "text"}).status_code == 422


def test_nobody_s_pictures_come_through_another_site(send) -> None:
    assert send(label("X"), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_many_unreadable_pictures_from_one_network_have_to_wait(send, jar, clock) -> None:
    for _ in range(PHOTOS.free + 1):
        assert send(b"x").status_code == 422

    waiting = send(b"x")
    elsewhere = send(b"x", environ_base={"REMOTE_ADDR": "203.0.113.9"})

    assert (waiting.status_code, waiting.headers["Retry-After"]) == (429, "1")
    assert "Gõ mã vào ô phía dưới thì không phải chờ" in waiting.text
    assert elsewhere.status_code == 422
    clock.advance(seconds=2)
    assert send(b"x").status_code == 422


def test_pictures_that_are_read_make_nobody_wait(send, jar) -> None:
    picture = photo(scene(("ean13", GTIN), across=600, size=(800, 600)))

    assert {send(picture).status_code for _ in range(PHOTOS.free + 3)} == {303}


# -- in a real browser

#: A stand-in for the reader of codes that Chromium has on phones and Macs only: it hands each frame that the page
#: asks about to a decoder outside, which sees nothing but its pixels.
DETECTOR = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code", "ean_13", "aztec"]; }
  constructor({ formats }) { window.asked = formats; }
  async detect(video) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d").drawImage(video, 0, 0);
    return (await window.decoded(canvas.toDataURL("image/png"))).map((rawValue) => ({ rawValue }));
  }
};
"""


def decoded(address: str) -> list[str]:
    """Return the codes in a frame."""
    frame = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))
    return [one.text for one in zxingcpp.read_barcodes(frame.convert("L"))]


@pytest.fixture
def film(tmp_path):
    """Return a function that gives the flags of a browser whose camera sees symbols, or cardboard alone."""

    def filmed(*symbols):
        path = write_video(tmp_path / "camera.y4m", scene(*symbols, across=240, size=(640, 480)))
        return (*FLAGS, "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={path}")

    return filmed


@pytest.mark.browser
def test_a_browser_scans_a_label_through_its_camera(playwright, app, jar, serve, film) -> None:
    address = serve(app)
    flags = film(("qr", f"HTTPS://OCOP.EXAMPLE.VN/01/0{GTIN}/10/L2411A"))
    with chromium(playwright, flags) as browser, opened(browser, address, PHONE) as page:
        page.context.grant_permissions(["camera"])
        page.expose_function("decoded", decoded)
        page.add_init_script(DETECTOR)
        page.goto("/scan")

        page.get_by_role("button", name="Bật máy ảnh").click()

        page.wait_for_url(f"**/01/0{GTIN}/10/L2411A")
        assert page.locator("h1").inner_text() == "Kẹo dừa sáp"
        assert page.context.cookies() == []


@pytest.mark.browser
def test_the_camera_is_calm_and_stops(playwright, app, serve, film) -> None:
    with chromium(playwright, film()) as browser, opened(browser, serve(app), PHONE) as page:
        page.context.grant_permissions(["camera"])
        page.expose_function("decoded", decoded)
        page.add_init_script(DETECTOR)
        page.goto("/scan")
        page.get_by_role("button", name="Bật máy ảnh").click()
        page.get_by_text("Đưa mã vào giữa khung hình").wait_for()

        assert page.evaluate("window.asked") == ["qr_code", "ean_13"]
        assert page.evaluate("document.activeElement.textContent") == "Tắt máy ảnh"
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

        page.keyboard.press("Enter")

        page.get_by_text("Máy ảnh đã tắt").wait_for()
        assert page.evaluate("document.querySelector('video').srcObject") is None
        assert page.evaluate("document.activeElement.textContent") == "Bật máy ảnh"


@pytest.mark.browser
def test_a_hidden_page_lets_go_of_the_camera(playwright, app, serve, film) -> None:
    with chromium(playwright, film()) as browser, opened(browser, serve(app), PHONE) as page:
        page.context.grant_permissions(["camera"])
        page.expose_function("decoded", decoded)
        page.add_init_script(DETECTOR)
        page.goto("/scan")
        page.get_by_role("button", name="Bật máy ảnh").click()
        page.get_by_text("Đưa mã vào giữa khung hình").wait_for()

        page.evaluate(
            "Object.defineProperty(document, 'hidden', { value: true });"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )

        page.get_by_text("Máy ảnh đã tắt").wait_for()


@pytest.mark.browser
def test_a_refused_camera_is_told_in_words(live_server, open_page) -> None:
    page = open_page(live_server)
    page.add_init_script(DETECTOR)
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); }"
    )
    page.goto("/scan")

    page.get_by_role("button", name="Bật máy ảnh").click()

    page.get_by_text("Trình duyệt chưa được phép dùng máy ảnh").wait_for()
    assert page.get_by_role("button", name="Bật máy ảnh").is_enabled()


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_a_browser_without_a_reader_sends_a_photograph(app, jar, serve, open_page, tmp_path, scripts) -> None:
    file = tmp_path / "label.jpg"
    file.write_bytes(label(f"HTTPS://OCOP.EXAMPLE.VN/01/0{GTIN}/10/L2411A", size=(4000, 3000), across=800))
    page = open_page(serve(app), scripts=scripts)
    page.goto("/scan")
    assert page.locator("main h2:visible").all_inner_texts()[0] == "Chụp ảnh mã"

    page.locator("input[type=file]").set_input_files(file)
    page.wait_for_timeout(800 if scripts else 0)
    page.get_by_role("button", name="Đọc mã trong ảnh").click()

    page.wait_for_url(f"**/01/0{GTIN}/10/L2411A")
    assert page.locator("h1").inner_text() == "Kẹo dừa sáp"
    assert page.context.cookies() == []


@pytest.mark.browser
def test_pages_that_help_are_for_everybody(
    app, jar, make_product, make_lot, serve, open_page, tmp_path, width
) -> None:
    make_lot(make_product(name="Mứt dừa"), code="L2411A")
    empty = tmp_path / "empty.jpg"
    empty.write_bytes(photo(scene()))
    page = open_page(serve(app), width)

    def check(title: str) -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, f"{title}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, title
        assert title in page.content()

    for path, title in (
        ("/scan", "Chụp ảnh mã"),
        ("/scan?code=L2411A", "Lô L2411A của sản phẩm nào?"),
        (f"/scan?code={'0' * 19}", "Cần thêm mã lô"),
        (f"/scan?code={'0' * 19}&lot=L9", "Không có sản phẩm nào có lô"),
        ("/scan?code=9521234543214", "Có phải bạn muốn gõ mã"),
    ):
        page.goto(path)
        check(title)
    page.goto("/scan")
    page.locator("input[type=file]").set_input_files(empty)
    page.get_by_role("button", name="Đọc mã trong ảnh").click()
    page.get_by_text("Lau ống kính").wait_for()
    check("Không thấy mã nào trong ảnh này")
