# The commands of this repository; `make help` lists them, dev/ holds the work.
PYTHON ?= python3
export WORKSPACE

.DEFAULT_GOAL := help
.PHONY: help run setup check test bench clean python

help:  ## list the commands
	@sed -n 's/^\([a-z]*\):[^#]*## /make \1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

run: python  ## open an editor with Sansfil in it; WORKSPACE=dir opens that folder
	@$(PYTHON) -m dev.run

setup: python  ## make .venv/bin/sansfil ready to run
	@$(PYTHON) -m dev.setup

check: python  ## style, types and import contracts
	@$(PYTHON) -m dev.check

test: python  ## every test, with the real workbench
	@$(PYTHON) -m dev.test

bench: python  ## speed and quality, in tables
	@$(PYTHON) -m dev.bench

clean:  ## remove everything that the commands above have made
	rm -rf .venv .tools dist client-vscodium/node_modules client-vscodium/dist client-vscodium/bundled client-vscodium/shots

python:
	@$(PYTHON) -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Sansfil needs Python 3.11 or newer with venv: on Debian `apt-get install python3-venv`, or name another one with `make PYTHON=/path/to/python3 …`.' >&2; \
	  exit 1; }
