"""What is shipped for containers: parses, runs as nobody special, pins its images, and names real settings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.kernel.settings import Settings

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
KNOWN = {f"KSAP_{n.upper()}" for n in Settings.model_fields} | {"DATABASE_URL", "REDIS_URL"}


def test_the_services_are_there_and_wait_for_each_other() -> None:
    assert set(SERVICES) == {"postgres", "valkey", "migrate", "api", "worker"}
    for name, service in SERVICES.items():
        for needed, how in service.get("depends_on", {}).items():
            assert how["condition"] in ("service_healthy", "service_completed_successfully")
            if how["condition"] == "service_healthy":
                assert "test" in SERVICES[needed]["healthcheck"], f"{name} waits for {needed}"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_may_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert "/tmp" in service["tmpfs"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    assert {v.partition(":")[0] for v in service["volumes"]} <= set(COMPOSE["volumes"])
    assert re.fullmatch(r"[\w/]+:\d[\w.]*", service["image"])
    for port in service.get("ports", []):
        assert port.startswith("127.0.0.1:")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_says_nothing_that_compose_would_not_know(name: str) -> None:
    """A misspelt key is ignored by some versions and refused by others."""
    assert set(COMPOSE) <= {"name", "x-ksap", "services", "networks", "volumes"}
    assert set(SERVICES[name]) <= {
        "build", "cap_drop", "command", "depends_on", "env_file", "environment", "healthcheck", "image", "networks", "ports",
        "read_only", "restart", "security_opt", "stop_grace_period", "tmpfs", "volumes",
    }  # fmt: skip
    health = SERVICES[name].get("healthcheck", {})
    assert set(health) <= {"disable", "interval", "retries", "start_period", "test", "timeout"}
    for seconds in (health.get("interval"), health.get("timeout"), SERVICES[name].get("stop_grace_period")):
        assert seconds is None or re.fullmatch(r"\d+s", seconds)


def test_data_outlive_their_containers() -> None:
    mounts = {name: [v.partition(":")[2] for v in service["volumes"]] for name, service in SERVICES.items()}
    assert mounts == {
        "postgres": ["/var/lib/postgresql"], "valkey": ["/data"], "migrate": ["/data"], "api": ["/data"], "worker": ["/data"],
    }  # fmt: skip
    assert {v.partition(":")[0] for service in SERVICES.values() for v in service["volumes"]} == set(COMPOSE["volumes"])
    assert "--appendonly" in SERVICES["valkey"]["command"]


def test_servers_are_reached_from_inside_alone() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "valkey", "migrate"):
        assert SERVICES[name]["networks"] == ["inside"] and "ports" not in SERVICES[name]


def _stages() -> dict[str, list[str]]:
    """The instructions of each stage, continued lines joined; the last stage is called "image"."""
    stages: dict[str, list[str]] = {}
    for line in re.sub(r"\\\n\s*", " ", DOCKERFILE).splitlines():
        if found := re.fullmatch(r"FROM \S+(?: AS (\w+))?", line):
            stages[found[1] or "image"] = lines = []
        elif line:
            lines.append(line)
    return stages


def test_the_image_is_pinned_and_not_root() -> None:
    for image in re.findall(r"^FROM (\S+)", DOCKERFILE, re.M):
        assert re.search(r":\d", image) and not image.endswith(":latest")
    instructions = {line.partition(" ")[0] for lines in _stages().values() for line in lines}
    assert instructions <= {"CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "RUN", "USER", "VOLUME", "WORKDIR"}
    image = _stages()["image"]
    user = next(number for number, line in enumerate(image) if line.startswith("USER"))
    assert image[user].split()[1].split(":")[0] not in ("0", "root")
    assert not any(line.startswith(("RUN", "COPY")) for line in image[user:])
    assert 'ENTRYPOINT ["ksap"]' in image
    assert any(line.startswith("HEALTHCHECK") and "/health/ready" in line for line in image)
    assert "RUN uv sync --frozen --no-dev" in _stages()["builder"]


def test_the_dashboard_is_built_into_the_image() -> None:
    web = _stages()["web"]
    assert (
        web.index("COPY web/package.json web/package-lock.json ./") < web.index("COPY web ./") < web.index("RUN npm run build")
    )
    assert any(line.startswith("RUN npm ci") for line in web)
    assert "WORKDIR /opt/ksap/web" in web and "COPY --from=web /opt/ksap/web/dist /opt/ksap/web/dist" in _stages()["image"]
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {"web/node_modules", "web/dist"} <= set(ignored[ignored.index("!web") :])


def test_what_the_image_copies_is_sent_to_the_builder() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M):
        for source in sources.split():
            assert source.partition("/")[0] in allowed and (ROOT / source).exists(), source
    for stage, source in re.findall(r"^COPY --from=(\w+) (\S+)", DOCKERFILE, re.M):
        assert any(line == f"WORKDIR {source.removesuffix('/dist')}" for line in _stages()[stage])


def test_variables_are_settings() -> None:
    example = re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.M)
    assert {n for n in example if n not in ("POSTGRES_PASSWORD", "VALKEY_PASSWORD")} <= KNOWN
    assert set(re.findall(r"KSAP_[A-Z_]+", DOCKERFILE)) <= KNOWN
    assert set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text())) <= set(example)


def test_the_workflow_runs_both_commands() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    runs = [step.get("run") for job in workflow["jobs"].values() for step in job["steps"]]
    assert {"make check", "make test"} <= set(runs)
