# Two commands do everything on a bare machine (Linux, Python 3.11 or later): `make run` and `make test`.
.DEFAULT_GOAL := help
.PHONY: help run test check audit bench prove gallery docs clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\): ## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '  make %-9s %s\n' "$$name" "$$what"; done

run: ## install, fetch weights, compile kernels, start the server and print a ready curl
	@scripts/setup
	@scripts/run

test: ## install the development extras and run everything that gates a change
	@scripts/setup dev
	@scripts/check
	@scripts/test

check: ## style, types, layers, spelling, generated pages, licences
	@scripts/setup dev
	@scripts/check

audit: ## packages that fit, their licences, and holes that are known of them (asks the internet)
	@scripts/setup dev
	@.venv/bin/python scripts/audit

bench: ## speed and memory, as ratios measured side by side
	@scripts/setup dev
	@scripts/prepare
	@.venv/bin/python scripts/bench

prove: ## what only a real server under load can show; some minutes a section
	@scripts/setup dev
	@scripts/prepare
	@.venv/bin/python scripts/prove

gallery: ## contact sheets of every visual operation and scene, in out/gallery
	@scripts/setup dev
	@scripts/prepare
	@.venv/bin/python scripts/gallery

docs: ## write the generated pages of docs/
	@scripts/setup dev
	@.venv/bin/python scripts/docs

clean: ## remove what was installed and made here; weights, keys and kernels stay in the data folder
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache out
