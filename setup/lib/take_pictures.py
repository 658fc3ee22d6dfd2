"""take_pictures.py CHROMIUM URL DATABASE FOLDER [NAME…]: see ./setup/screenshots."""

import io
import pathlib
import re
import sys
import time

import requests
from browser import Browser
from pictures import PHONE, PICTURES, SCREEN
from PIL import Image

LIMIT = 150_000  # bytes of one picture: the repository keeps every version of it


class Visitor:
    """Somebody with (or without) a login: his cookies, and what he can look up."""

    def __init__(self, base, database, login):
        self.base, self.database, self.session = base, database, requests.Session()
        self.session.trust_env = False  # no proxy between us and ourselves
        page = self.session.get(f"{base}/web/login", params={"db": database})
        if login:
            self._log_in(page, login)
        self.cookies = {cookie.name: cookie.value for cookie in self.session.cookies}

    def _log_in(self, page, login):
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        values = {"login": login, "password": login, "csrf_token": token}
        page = self.session.post(f"{self.base}/web/login", data=values)
        if "/web/login" in page.url:
            raise SystemExit(f"{login} cannot log in")

    def other(self, login):
        """Return somebody else, who may look up what this visitor may not."""
        return Visitor(self.base, self.database, login)

    def call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        answer = self.session.post(
            f"{self.base}/web/dataset/call_kw",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
        ).json()
        if "error" in answer:
            raise SystemExit(answer["error"]["data"]["message"])
        return answer["result"]

    def find(self, model, domain, order="id", **context):
        """Return the id of the first record; an empty demo is an error."""
        found = self.call(
            model, "search", domain, order=order, limit=1, context=context
        )
        if not found:
            raise SystemExit(f"the demo has no {model} with {domain}")
        return found[0]


def take(browser, visitor, picture):
    """Return the picture as PNG bytes, and what is wrong with it."""
    url = picture.url(visitor) if callable(picture.url) else picture.url
    size = PHONE if picture.phone else SCREEN
    browser.open(visitor.base + url, size, visitor.cookies)
    wrong = []
    try:
        browser.wait(picture.wait)
        for code, selector in picture.steps:
            browser.run(code)
            browser.wait(selector)
    except (TimeoutError, RuntimeError) as error:
        wrong.append(str(error))
    browser.run("document.fonts.ready.then(() => true)")
    time.sleep(1.5)  # what fades in, and charts that are drawn step by step
    return browser.picture(), wrong + browser.complaints


def small(png):
    """Reduce to 256 colours: a fifth of the bytes, nothing the eye misses."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image = image.quantize(256, dither=Image.Dither.NONE)
    result = io.BytesIO()
    image.save(result, "PNG", optimize=True)
    return result.getvalue()


def main(program, base, database, folder, *names):
    unknown = set(names) - {picture.name for picture in PICTURES}
    if unknown:
        raise SystemExit(f"no such picture: {', '.join(sorted(unknown))}")
    failed = 0
    with Browser(program) as browser:
        for picture in PICTURES:
            if names and picture.name not in names:
                continue
            visitor = Visitor(base, database, picture.login)
            png, wrong = take(browser, visitor, picture)
            png = small(png)
            if len(png) > LIMIT:
                wrong.append(f"{len(png)} bytes are too many")
            pathlib.Path(folder, f"{picture.name}.png").write_bytes(png)
            failed += bool(wrong)
            print(f"    {picture.name}: {len(png) // 1000} kB", *wrong, sep="\n      ")
    return failed


if __name__ == "__main__":
    sys.exit(bool(main(*sys.argv[1:])))
