# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What setup/compose.yaml brings up is whole, pinned and has no password of ours."""

import ast
import pathlib
import re
import subprocess

import pytest
import yaml

ROOT = pathlib.Path(__file__).parents[2]
SETUP = ROOT / "setup"
TEXT = (SETUP / "compose.yaml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
DOCKERFILE = (SETUP / "Dockerfile").read_text()
REQUIRED = re.compile(r"\$\{(\w+):\?[^}]+\}")
ADDONS = sorted(path.parent.name for path in ROOT.glob("helpdesk_*/__manifest__.py"))


def example():
    lines = (SETUP / "compose.env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and line[0] != "#")


def test_the_whole_house_is_there():
    assert {"postgres", "odoo-a", "odoo-b", "cron", "jobs", "proxy", "n8n"} <= set(
        SERVICES
    )


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_image_is_pinned(name):
    image = SERVICES[name]["image"]
    assert re.search(r":\d+\.\d+[\w.-]*$", image), image


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_service_is_watched(name):
    check = SERVICES[name]["healthcheck"]
    assert check.get("test") or SERVICES[name]["restart"] == "no"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_file_that_is_named_exists(name):
    service = SERVICES[name]
    for volume in service.get("volumes", ()):
        source = volume.split(":")[0]
        if source.startswith("."):
            assert (SETUP / source).exists(), source
        else:
            assert source in COMPOSE["volumes"], source
    if "build" in service:
        assert (SETUP / service["build"]["context"]).resolve() == ROOT
        assert (ROOT / service["build"]["dockerfile"]).exists()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_nothing_waits_for_a_service_that_is_not_there(name):
    assert set(SERVICES[name].get("depends_on", ())) <= set(SERVICES)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_secrets_have_no_default(name):
    for key, value in (SERVICES[name].get("environment") or {}).items():
        if re.search("PASSWORD|SECRET|KEY", key):
            assert REQUIRED.fullmatch(value), key


def test_the_example_names_every_variable_and_gives_no_value():
    assert set(REQUIRED.findall(TEXT)) == set(example())
    assert not any(example().values())
    assert not re.search(r"\$\{\w+(:?-|\})", TEXT), "a variable with a default"


def test_ports_are_open_to_this_machine_only():
    for service in SERVICES.values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


def test_hosts_share_their_files_and_do_one_thing_each():
    for name in ("odoo-a", "odoo-b", "cron", "jobs"):
        assert SERVICES[name]["volumes"] == ["files:/var/lib/odoo"]
        crons = [w for w in SERVICES[name]["command"] if "max-cron-threads" in w]
        assert crons == [f"--max-cron-threads={2 if name == 'cron' else 0}"]
        loads = any("queue_job" in word for word in SERVICES[name]["command"])
        assert loads == (name == "jobs")


def test_proxy_knows_its_hosts_and_the_websocket():
    conf = (SETUP / "container" / "nginx.conf").read_text()
    servers = re.findall(r"server ([\w-]+):(\d+)", conf)
    assert {name for name, _port in servers} == {"odoo-a", "odoo-b"}
    assert {port for _name, port in servers} == {"8069", "8072"}
    assert re.search(r"location /websocket \{\s+proxy_pass http://websocket;", conf)
    assert "queue_job/|web/database/" in conf
    assert conf.count("{") == conf.count("}")


def test_the_image_holds_every_addon_and_only_files_that_exist():
    sources = [
        source
        for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert all((ROOT / source).exists() for source in sources), sources
    assert sorted(s for s in sources if s.startswith("helpdesk_")) == ADDONS


def test_every_addon_is_installed():
    script = (SETUP / "container" / "prepare").read_text()
    named = set(re.search(r"ADDONS=(\S+)", script).group(1).split(","))
    manifests = {
        name: ast.literal_eval((ROOT / name / "__manifest__.py").read_text())
        for name in ADDONS
    }
    for name, manifest in manifests.items():
        by_itself = manifest.get("auto_install") and set(manifest["depends"]) <= named
        assert name in named or by_itself, name


def test_docker_takes_it(tmp_path):
    try:
        subprocess.run(
            ["docker", "compose", "version"],
            check=True,
            capture_output=True,
            timeout=20,
        )
    except (OSError, subprocess.SubprocessError):
        pytest.skip("docker compose is not on this machine")
    env = tmp_path / "compose.env"
    env.write_text("".join(f"{name}=x\n" for name in example()))
    files = ["-f", SETUP / "compose.yaml", "--env-file", env]
    subprocess.run(["docker", "compose", *files, "config", "--quiet"], check=True)
