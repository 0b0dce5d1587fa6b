.DEFAULT_GOAL := help
.PHONY: help run test ci long lint requirements

help: ## list what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

run: ## start the app and jobs
	python -m streamlit run app.py

test: ## unit tests on DuckDB and PostgreSQL
	python -m pytest

ci: ## everything the pull request runs
	bash .ci/run

long: ## soak, kills and load as well
	bash .ci/run --long

lint: ## style, types and import contract
	ruff check . && ruff format --check . && mypy && lint-imports

requirements: ## compile the pinned requirements from pyproject.toml
	uv pip compile --universal --python-version 3.11 --no-header --no-annotate -o requirements.txt pyproject.toml
	uv pip compile --universal --python-version 3.11 --no-header --no-annotate --extra dev -o requirements-dev.txt pyproject.toml
