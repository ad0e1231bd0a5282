# SPDX-License-Identifier: Apache-2.0
# cmh_flags.m4 - compiler and linker flags, each tried before it is used.

# CMH_TRY_CFLAGS(VARIABLE, FLAGS): append each flag that the compiler takes.
# -Werror makes clang refuse what it would only warn about.
AC_DEFUN([CMH_TRY_CFLAGS], [
	m4_foreach_w([cmh_flag], [$2], [
		AS_VAR_PUSHDEF([cmh_cv], [cmh_cv_cflag_[]m4_bpatsubst(cmh_flag, [=], [_eq_])])
		AC_CACHE_CHECK([whether $CC takes cmh_flag], [cmh_cv], [
			cmh_saved_cflags=$CFLAGS
			CFLAGS="$CFLAGS -Werror m4_bpatsubst(cmh_flag, [^-Wno-], [-W])"
			AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
				[AS_VAR_SET([cmh_cv], [yes])], [AS_VAR_SET([cmh_cv], [no])])
			CFLAGS=$cmh_saved_cflags
		])
		AS_VAR_IF([cmh_cv], [yes], [AS_VAR_APPEND([$1], [" cmh_flag"])])
		AS_VAR_POPDEF([cmh_cv])
	])
])

# CMH_TRY_LDFLAGS(VARIABLE, FLAGS): append each flag that links a program.
AC_DEFUN([CMH_TRY_LDFLAGS], [
	m4_foreach_w([cmh_flag], [$2], [
		AS_VAR_PUSHDEF([cmh_cv], [cmh_cv_ldflag_[]cmh_flag])
		AC_CACHE_CHECK([whether the linker takes cmh_flag], [cmh_cv], [
			cmh_saved_ldflags=$LDFLAGS
			LDFLAGS="$LDFLAGS cmh_flag"
			AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
				[AS_VAR_SET([cmh_cv], [yes])], [AS_VAR_SET([cmh_cv], [no])])
			LDFLAGS=$cmh_saved_ldflags
		])
		AS_VAR_IF([cmh_cv], [yes], [AS_VAR_APPEND([$1], [" cmh_flag"])])
		AS_VAR_POPDEF([cmh_cv])
	])
])

# CMH_SANITIZERS: --enable-asan, -ubsan, -tsan, -fuzz, -coverage.
AC_DEFUN([CMH_SANITIZERS], [
	AC_ARG_ENABLE([asan], [AS_HELP_STRING([--enable-asan],
		[build with AddressSanitizer])], [], [enable_asan=no])
	AC_ARG_ENABLE([ubsan], [AS_HELP_STRING([--enable-ubsan],
		[build with UndefinedBehaviorSanitizer])], [], [enable_ubsan=no])
	AC_ARG_ENABLE([tsan], [AS_HELP_STRING([--enable-tsan],
		[build with ThreadSanitizer])], [], [enable_tsan=no])
	AC_ARG_ENABLE([fuzz], [AS_HELP_STRING([--enable-fuzz],
		[build the fuzz targets with libFuzzer (clang only)])], [], [enable_fuzz=no])
	AC_ARG_ENABLE([coverage], [AS_HELP_STRING([--enable-coverage],
		[build for gcov and lcov])], [], [enable_coverage=no])

	cmh_sanitizers=
	AS_IF([test "x$enable_asan" = xyes], [cmh_sanitizers="$cmh_sanitizers address"])
	AS_IF([test "x$enable_ubsan" = xyes], [cmh_sanitizers="$cmh_sanitizers undefined"])
	AS_IF([test "x$enable_tsan" = xyes], [
		AS_IF([test "x$enable_asan" = xyes],
			[AC_MSG_ERROR([--enable-tsan and --enable-asan exclude each other])])
		cmh_sanitizers="$cmh_sanitizers thread"
	])

	for cmh_san in $cmh_sanitizers; do
		AC_MSG_CHECKING([whether $CC links -fsanitize=$cmh_san])
		cmh_saved_cflags=$CFLAGS
		CFLAGS="$CFLAGS -fsanitize=$cmh_san"
		AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [AC_MSG_RESULT([yes])],
			[AC_MSG_RESULT([no])
			 AC_MSG_ERROR([$CC cannot link with -fsanitize=$cmh_san])])
		CFLAGS=$cmh_saved_cflags
		CMH_CFLAGS="$CMH_CFLAGS -fsanitize=$cmh_san"
		CMH_LDFLAGS="$CMH_LDFLAGS -fsanitize=$cmh_san"
	done
	AS_IF([test -n "$cmh_sanitizers"], [
		CMH_CFLAGS="$CMH_CFLAGS -fno-omit-frame-pointer"
		AS_IF([test "x$enable_ubsan" = xyes],
			[CMH_CFLAGS="$CMH_CFLAGS -fno-sanitize-recover=undefined"])
		AC_DEFINE([CMH_SANITIZED], [1], [A sanitizer is built in.])
	])
	AM_CONDITIONAL([SANITIZED], [test -n "$cmh_sanitizers"])

	cmh_fuzz_how="corpus runner"
	FUZZ_LDFLAGS=
	AS_IF([test "x$enable_fuzz" = xyes], [
		AC_MSG_CHECKING([whether $CC links -fsanitize=fuzzer])
		cmh_saved_cflags=$CFLAGS
		CFLAGS="$CFLAGS -fsanitize=fuzzer"
		AC_LINK_IFELSE([AC_LANG_SOURCE([[
#include <stddef.h>
#include <stdint.h>
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) { return 0; }
			]])], [AC_MSG_RESULT([yes])],
			[AC_MSG_RESULT([no])
			 AC_MSG_ERROR([--enable-fuzz needs clang with libFuzzer: try CC=clang])])
		CFLAGS=$cmh_saved_cflags
		CMH_CFLAGS="$CMH_CFLAGS -fsanitize=fuzzer-no-link"
		FUZZ_LDFLAGS=-fsanitize=fuzzer
		cmh_fuzz_how=libFuzzer
		AC_DEFINE([CMH_FUZZING], [1], [The fuzz targets run under libFuzzer.])
	])
	AC_SUBST([FUZZ_LDFLAGS])
	AM_CONDITIONAL([FUZZ], [test "x$enable_fuzz" = xyes])

	AS_IF([test "x$enable_coverage" = xyes], [
		CMH_CFLAGS="$CMH_CFLAGS --coverage"
		CMH_LDFLAGS="$CMH_LDFLAGS --coverage"
	])
])

# CMH_HARDENING: flags that cost little and stop whole classes of bugs.
# _FORTIFY_SOURCE needs an optimising build and hides errors from sanitizers.
AC_DEFUN([CMH_HARDENING], [
	CMH_TRY_CFLAGS([CMH_CFLAGS], [
		-fstack-protector-strong
		-fstack-clash-protection
		-fcf-protection
	])
	CMH_TRY_LDFLAGS([CMH_LDFLAGS], [-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack])
	AS_CASE([" $CFLAGS "],
		[*" -O0 "*|*_FORTIFY_SOURCE*], [],
		[*" -O"*], [AS_IF([test -z "$cmh_sanitizers" && test "x$enable_coverage" != xyes &&
				   test "x$enable_fuzz" != xyes],
			[CMH_CPPFLAGS="$CMH_CPPFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"])])
])

# CMH_PTHREAD: with glibc 2.34 and later this is empty; elsewhere -pthread.
AC_DEFUN([CMH_PTHREAD], [
	AC_SEARCH_LIBS([pthread_create], [pthread], [],
		[AC_MSG_ERROR([no pthread_create: a POSIX threads library is needed])])
])
