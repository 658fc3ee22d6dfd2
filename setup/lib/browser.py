"""A headless Chromium, driven over its debugging port: just what pictures need."""

import base64
import json
import pathlib
import shutil
import subprocess
import tempfile
import time

import requests
import websocket

FLAGS = (
    "--headless=new",
    "--no-sandbox",  # it runs as root on some machines, on our own pages only
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--force-color-profile=srgb",
    "--lang=en-US",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
)
#: Of no interest: fonts of other hosts, which a machine without network lacks.
HARMLESS = ("fonts.googleapis.com", "fonts.gstatic.com", "ERR_NAME_NOT_RESOLVED")


class Browser:
    """One window; ``with Browser(program) as browser``."""

    def __init__(self, program):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pictures"))
        self.process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={self.folder}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.socket = websocket.create_connection(
            self._debugger(), suppress_origin=True, timeout=300
        )
        self.number, self.complaints = 0, []
        for domain in ("Page", "Runtime", "Network"):
            self.call(f"{domain}.enable")
        # The demo's people live there; the server tells times in their zone.
        self.call("Emulation.setTimezoneOverride", timezoneId="Europe/Brussels")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _debugger(self):
        told = self.folder / "DevToolsActivePort"
        wait_for(lambda: told.exists() and told.read_text().count("\n"), 60)
        port = told.read_text().split()[0]
        pages = requests.get(f"http://127.0.0.1:{port}/json", timeout=30).json()
        page = next(page for page in pages if page["type"] == "page")
        return page["webSocketDebuggerUrl"]

    def _send(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        self.socket.send(json.dumps(message))
        return self.number

    def call(self, method, **params):
        """Send a command of the DevTools protocol, return its result."""
        number = self._send(method, **params)
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer.get("result", {})
            self._note(answer.get("method"), answer.get("params", {}))

    def _note(self, event, params):
        text = ""
        if event == "Page.javascriptDialogOpening":  # "leave without saving?"
            self._send("Page.handleJavaScriptDialog", accept=True)
        elif event == "Runtime.exceptionThrown":
            text = str(params["exceptionDetails"].get("exception", params))
        elif event == "Runtime.consoleAPICalled" and params["type"] == "error":
            values = [str(arg.get("value", arg)) for arg in params["args"]]
            text = " ".join(values)
        elif event == "Network.responseReceived":
            response = params["response"]
            if response["status"] >= 400:
                text = f"{response['status']} {response['url']}"
        if text and not any(harmless in text for harmless in HARMLESS):
            self.complaints.append(text[:400])

    def run(self, code):
        """Run JavaScript in the page, return its value; an error is raised."""
        result = self.call(
            "Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in result:
            raise RuntimeError(str(result["exceptionDetails"].get("exception")))
        return result["result"].get("value")

    def open(self, url, size, cookies):
        width, height = size
        # Away from the old page first: its last answers would set its cookies again.
        self.call("Page.navigate", url="about:blank")
        self.call("Network.clearBrowserCookies")
        self.complaints = []
        for name, value in cookies.items():
            self.call("Network.setCookie", name=name, value=value, url=url)
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self.call("Page.navigate", url=url)

    def wait(self, selector, seconds=180):
        """Wait until an element that ``selector`` finds is on the page.

        :raises TimeoutError: it did not come
        """
        code = (
            "document.readyState == 'complete' && "
            f"!!document.querySelector({json.dumps(selector)})"
        )
        wait_for(lambda: self.run(code), seconds, selector)

    def picture(self):
        """Return the window as PNG bytes."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        return base64.b64decode(data)


def wait_for(check, seconds, what="Chromium"):
    until = time.monotonic() + seconds
    while not check():
        if time.monotonic() > until:
            raise TimeoutError(f"{what} did not come within {seconds} seconds")
        time.sleep(0.2)
