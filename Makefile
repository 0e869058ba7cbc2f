.DEFAULT_GOAL := help
PY ?= python3

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/'

check: lint ## format, lint, types, structure
	$(PY) -m pytest -q tests/contracts

lint: ## format, lint, types
	ruff format --check src tests bench
	ruff check src tests bench
	mypy

quick: ## tests without the slow ones and the browser, on all cores
	$(PY) -m pytest -q -n auto --dist loadfile -m "not slow and not e2e"

test: ## all tests, on two processes
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST)

durations: ## measure all tests and write the slow ones to tests/slow.txt (half an hour)
	$(PY) tests/durations.py

coverage: ## lines that tests reach, at least 90 % in core, data, engine, front, decision
	$(PY) -m pytest -q -n 2 --dist loadfile -m "not e2e" --cov --cov-report= $(PYTEST)
	$(PY) -m coverage report --skip-covered --sort=cover --fail-under=90

mutants: ## change a few files in many ways and see that tests notice
	mutmut run
	mutmut results

matrix: ## build, install the wheel with every Python found, compare the figures
	$(PY) bench/interpreters.py

fuzz: ## make up files for every reader (SECONDS=600)
	$(PY) tests/fuzz/readers.py --seconds $(or $(SECONDS),600)

docs: ## build the site into ./site (extra docs)
	$(PY) docs/build.py

bench: ## run the benches, write bench/results.json and the table in docs/benchmarks.md
	$(PY) bench/all.py

bench-check: ## run the benches; fail where a ratio fell by more than 15 %
	$(PY) bench/all.py --check

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
	for e in core trade docx web stats explore cluster spark docs test; do \
	  extra=$$(test $$e = core || echo "--extra $$e"); \
	  uv pip compile -q pyproject.toml $$extra --python-version 3.11 --universal --generate-hashes \
	    --no-header --no-annotate -o requirements/$$e.lock; \
	done
	uv pip compile -q pyproject.toml --extra trade --extra docx --extra web --extra stats --extra explore --extra cluster \
	  --extra spark --extra docs --extra test --python-version 3.11 --universal --no-header --no-annotate \
	  -o requirements/constraints.txt

.PHONY: help lock check lint quick test durations coverage mutants matrix fuzz docs bench bench-check \
  brief format results golden planted
