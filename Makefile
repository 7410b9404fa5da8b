# Three thin commands; each installs what it needs. Python 3.11 or newer is all that must be there.
UV ?= $(or $(shell command -v uv),.uv/bin/uv)
RUN := UV_PYTHON_DOWNLOADS=never $(UV) run --frozen
PYTEST := pytest -n auto --dist loadgroup
export PYTHONDONTWRITEBYTECODE =

.PHONY: demo test check bench sbom
demo: $(UV)  ## two ready zones in the browser: http://127.0.0.1:8000
	$(RUN) --extra web gaoxin demo

test: $(UV)  ## everything, on every engine
	scripts/needs
	$(RUN) --extra native --extra spark ruff check .
	$(RUN) --extra native --extra spark mypy
	$(RUN) --extra native --extra spark lint-imports
	$(RUN) --extra native --extra spark gaoxin check
	$(RUN) --extra native --extra spark --extra web $(PYTEST)
	scripts/postgres run env $(RUN) --extra native --extra spark --extra web $(PYTEST) -m "not own_database" tests/gaoxin_web \
		tests/browser/test_officer.py tests/browser/test_enterprise.py tests/browser/test_leader.py

check: $(UV)  ## the quick half: style, types, imports, the rulebook
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) gaoxin check

bench: $(UV)  ## measure beside the peers and rewrite the tables of docs/reference
	$(RUN) --group bench python -m bench.rules
	$(RUN) --group bench python -m bench.ledger
	$(RUN) --group bench python -m bench.identity
	$(RUN) --group bench python -m bench.index

sbom: $(UV)  ## what an installation is made of (CycloneDX), and which of it has known faults
	$(UV) export --frozen --all-extras --no-dev --format cyclonedx1.5 --output-file sbom.json >/dev/null
	$(UV) audit --frozen

.uv/bin/uv:
	python3 -m venv .uv
	.uv/bin/pip install --quiet uv
