# Every target is one call of the bootstrap: it makes .venv from the lock first, then does the work.
#   make run    PORT=8123 BIND=127.0.0.1 VAR_DIR=var DEMO=1
#   make test   ARGS="tests/ordering -k award"
#   make bench  ONLY=name
PYTHON ?= python3

.PHONY: run test lint words bench lock audit
run test lint words bench lock audit:
	@exec $(PYTHON) marketplace/serve/bootstrap.py $@
