# Everything a newcomer needs: `make demo` runs the main job, `make test` passes every check.
VENV := .venv
BIN := $(VENV)/bin
UV := build/uv/bin/uv
ARGS ?=

.PHONY: demo test check prove bench format system clean

demo: $(VENV)/ready
	$(BIN)/nhacviec demo $(ARGS)

test: $(VENV)/ready system check
	$(BIN)/python -m pytest -n auto

check: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

prove: $(VENV)/ready system
	NHACVIEC_PROVE=1 $(BIN)/python -m pytest -n auto

bench: $(VENV)/ready
	$(BIN)/python -m benchmarks

format: $(VENV)/ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Programs the tests use besides Python: a browser, and readers for old and scanned documents.
system:
	@sh tests/install-system-packages.sh

$(VENV)/ready: pyproject.toml uv.lock | $(UV)
	$(UV) sync --frozen --all-extras --compile-bytecode --quiet
	@touch $@

$(UV):
	@command -v python3 >/dev/null || { echo "Python 3.11 or newer is needed: apt-get install python3"; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@python3 -m venv build/uv 2>/dev/null || sh tests/install-venv.sh
	@build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9

clean:
	rm -rf build $(VENV)
