.DEFAULT_GOAL := help
PY ?= python3

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/'

check: ## format, lint, types, structure
	ruff format --check src tests bench
	ruff check src tests bench
	mypy
	$(PY) -m pytest -q tests/contracts

quick: ## tests without the slow ones and the browser
	$(PY) -m pytest -q -m "not slow and not e2e"

test: ## all tests
	$(PY) -m pytest

brief: ## write the brief to ./brief
	$(PY) -m sinews brief --out brief

format: ## format and mend what ruff can
	ruff format src tests bench
	ruff check --fix src tests bench

golden: ## show changed figures; with TAG and REASON accept them
	$(PY) tests/golden_figures.py --tag "$(TAG)" --reason "$(REASON)"

planted: ## plant known faults in a copy and see that each is caught (minutes)
	$(PY) tests/planted/planting.py

results: ## make the shipped results that are stale
	$(PY) -m sinews results --make

lock: ## renew the pinned requirements (needs uv)
	for e in core docx web stats explore cluster test; do \
	  extra=$$(test $$e = core || echo "--extra $$e"); \
	  uv pip compile -q pyproject.toml $$extra --python-version 3.11 --universal --generate-hashes \
	    --no-header --no-annotate -o requirements/$$e.lock; \
	done
	uv pip compile -q pyproject.toml --extra docx --extra web --extra stats --extra explore --extra cluster \
	  --extra test --python-version 3.11 --universal --no-header --no-annotate \
	  -o requirements/constraints.txt

.PHONY: help lock check quick test brief format results golden planted
