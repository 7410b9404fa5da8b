# Three thin commands; each installs what it needs. Python 3.11 or newer is all that must be there.
UV ?= $(or $(shell command -v uv),.uv/bin/uv)
RUN := UV_PYTHON_DOWNLOADS=never $(UV) run --frozen

.PHONY: demo test check bench
demo: $(UV)  ## an invented zone, assessed: prints its ladder, writes out/zone.xlsx, ladder.xlsx, ladder.html
	$(RUN) gaoxin demo --out out

test: $(UV)  ## everything, on every engine
	scripts/needs
	$(RUN) --extra spark ruff check .
	$(RUN) --extra spark mypy
	$(RUN) --extra spark lint-imports
	$(RUN) --extra spark gaoxin check
	$(RUN) --extra spark pytest -n auto --dist loadgroup

check: $(UV)  ## the quick half: style, types, imports, the rulebook
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) gaoxin check

bench: $(UV)  ## measure beside the peers and rewrite the tables of docs/reference
	$(RUN) --group bench python -m bench.rules
	$(RUN) --group bench python -m bench.ledger
	$(RUN) --group bench python -m bench.identity

.uv/bin/uv:
	python3 -m venv .uv
	.uv/bin/pip install --quiet uv
