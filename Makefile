# Every target sets up what it needs; PYTHON=python3.12 chooses an interpreter for .venv.

RUN := .venv/bin/python -m
FAST := -m "not keras"
JOBS ?= 2
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help demo test oldest check oracle fuzz generate fmt bench clean set-up set-up-dev

help:        ## what there is
	@sed -n 's/^\([a-z]*\): *.*## */  make \1\t/p' Makefile | expand -t 16

demo: set-up ## compiles an example, draws it, and prints its summary
	@scripts/demo

test: set-up-dev ## runs all tests
	$(RUN) pytest -n $(JOBS) --dist worksteal

oldest: set-up-dev ## runs all tests with the oldest Keras that pyproject.toml admits
	PYTHONPATH=$$(scripts/oldest-keras) $(RUN) pytest -n $(JOBS) --dist worksteal

check: set-up-dev ## format, lint, types, import contracts, fast tests
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) pyright --pythonpath .venv/bin/python
	.venv/bin/lint-imports
	$(RUN) pytest -n $(JOBS) $(FAST)

oracle: set-up-dev ## asks Keras whether it is as we say: CASES=200 random cases, SEED=1, of everything
	CASES=$(or $(CASES),200) $(RUN) pytest -n $(JOBS) --dist worksteal \
	  --hypothesis-seed=$(or $(SEED),1) tests/oracle

fuzz: set-up-dev ## feeds INPUTS=100000 spoilt inputs of SEED=1; what fails is kept in fuzz-failures/
	$(RUN) tests.fuzz --inputs $(or $(INPUTS),100000) --seed $(or $(SEED),1) --jobs $(JOBS)

generate: set-up-dev ## makes parse tables, the index of layers and docs/diagnostics.md anew
	$(RUN) graphdsl.syntax.generate
	$(RUN) graphdsl.layers.families.generate
	$(RUN) graphdsl.diagnostics.generate

fmt: set-up-dev ## formats the Python code and mends what lint can
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

bench: set-up-dev ## measures; see benchmarks/README.md
	benchmarks/run

clean:       ## removes what the other targets made
	rm -rf .venv build dist demo fuzz-failures .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

set-up:
	@scripts/set-up

set-up-dev:
	@scripts/set-up dev
