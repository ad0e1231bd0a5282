# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# files.sh - sourced by the tests that read the sources; the working directory is the top.

# source_files: the names of our own files, one a line; in a tarball, where git cannot
# tell them from generated ones, those that a pattern knows.
source_files() {
	if [ -e .git ] && git ls-files >/dev/null 2>&1; then
		git ls-files --cached --others --exclude-standard |
			while IFS= read -r f; do [ -f "$f" ] && printf '%s\n' "$f"; done
	else
		find include lib uio dt model provider tools bench tests doc m4 \
			\( -name '*.[ch]' -o -name '*.sh' -o -name '*.am' -o -name 'cmh_*.m4' \
			-o -name '*.map' -o -name '*.md' -o -name '*.[1-8]' \) 2>/dev/null
	fi
}
