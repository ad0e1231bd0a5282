#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# demo.sh - the main job on the embedded device; ./dev demo builds first and then runs this.
# usage: tools/demo.sh BUILDDIR
set -euo pipefail

builddir=${1:?usage: tools/demo.sh BUILDDIR}
"$builddir/tools/cmh" info
