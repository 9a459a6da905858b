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


def test_the_image_is_pinned_and_not_root() -> None:
    for image in re.findall(r"^FROM (\S+)", DOCKERFILE, re.M):
        assert re.search(r":\d", image) and not image.endswith(":latest")
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.M)[-1].split(":")[0] not in ("0", "root")
    assert 'ENTRYPOINT ["ksap"]' in DOCKERFILE
    assert "HEALTHCHECK" in DOCKERFILE
    assert "uv sync --frozen --no-dev" in DOCKERFILE


def test_what_the_image_copies_is_sent_to_the_builder() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M):
        for source in sources.split():
            assert source in allowed and (ROOT / source).exists()


def test_variables_are_settings() -> None:
    example = re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.M)
    assert {n for n in example if n not in ("POSTGRES_PASSWORD", "VALKEY_PASSWORD")} <= KNOWN
    assert set(re.findall(r"KSAP_[A-Z_]+", DOCKERFILE)) <= KNOWN
    assert set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text())) <= set(example)


def test_the_workflow_runs_both_commands() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    runs = [step.get("run") for job in workflow["jobs"].values() for step in job["steps"]]
    assert {"make check", "make test"} <= set(runs)
