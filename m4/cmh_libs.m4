# SPDX-License-Identifier: Apache-2.0
# cmh_libs.m4 - libraries without a .pc file, optional ones, install places.

# CMH_LIB_FDT: libfdt carries no .pc file in Debian 12; header and library are probed.
AC_DEFUN([CMH_LIB_FDT], [
	AC_CHECK_HEADER([libfdt.h], [],
		[AC_MSG_ERROR([libfdt.h not found: install libfdt-dev])])
	cmh_saved_libs=$LIBS
	AC_CHECK_LIB([fdt], [fdt_check_header], [have_libfdt=yes],
		[AC_MSG_ERROR([libfdt does not link: install libfdt-dev])])
	LIBS=$cmh_saved_libs
	FDT_LIBS=-lfdt
	AC_SUBST([FDT_LIBS])
])

# CMH_LIB_IPSEC_MB: many-lane engine on x86-64, --with-ipsec-mb=auto|yes|no.
AC_DEFUN([CMH_LIB_IPSEC_MB], [
	AC_ARG_WITH([ipsec-mb], [AS_HELP_STRING([--with-ipsec-mb=auto|yes|no],
		[use libIPSec_MB as a many-lane engine of the model @<:@auto@:>@])],
		[], [with_ipsec_mb=auto])
	have_ipsec_mb=no
	IPSEC_MB_LIBS=
	AS_IF([test "x$with_ipsec_mb" != xno], [
		cmh_saved_libs=$LIBS
		AC_CHECK_HEADER([intel-ipsec-mb.h], [
			AC_CHECK_LIB([IPSec_MB], [init_mb_mgr_auto],
				[have_ipsec_mb=yes IPSEC_MB_LIBS=-lIPSec_MB])
		])
		LIBS=$cmh_saved_libs
		AS_IF([test "x$with_ipsec_mb" = xyes && test "x$have_ipsec_mb" = xno],
			[AC_MSG_ERROR([--with-ipsec-mb=yes, but libIPSec_MB is not usable: install libipsec-mb-dev])])
	])
	AS_IF([test "x$have_ipsec_mb" = xyes],
		[AC_DEFINE([HAVE_IPSEC_MB], [1], [libIPSec_MB is there.])])
	AM_CONDITIONAL([HAVE_IPSEC_MB], [test "x$have_ipsec_mb" = xyes])
	AC_SUBST([IPSEC_MB_LIBS])
])

# CMH_OPENSSL_FEATURES: interfaces younger than OpenSSL 3.0, by name.
AC_DEFUN([CMH_OPENSSL_FEATURES], [
	cmh_saved_cflags=$CFLAGS
	cmh_saved_libs=$LIBS
	CFLAGS="$CFLAGS $CRYPTO_CFLAGS"
	LIBS="$LIBS $CRYPTO_LIBS"
	AC_CHECK_FUNCS([EVP_DigestSqueeze EVP_SKEY_generate EVP_CipherPipelineEncryptInit])
	CFLAGS=$cmh_saved_cflags
	LIBS=$cmh_saved_libs
	AM_CONDITIONAL([HAVE_OPENSSL_SKEY], [test "x$ac_cv_func_EVP_SKEY_generate" = xyes])
	AM_CONDITIONAL([HAVE_OPENSSL_PIPELINE],
		[test "x$ac_cv_func_EVP_CipherPipelineEncryptInit" = xyes])
])

# CMH_MODULESDIR: OpenSSL's own folder when we share its prefix, else below $(libdir),
# so that an install into a home or a staging prefix never writes elsewhere.
AC_DEFUN([CMH_MODULESDIR], [
	AC_ARG_WITH([modulesdir], [AS_HELP_STRING([--with-modulesdir=DIR],
		[install the provider in DIR; "openssl" is where libcrypto looks
		 @<:@openssl if the prefix is OpenSSL's, else LIBDIR/ossl-modules@:>@])],
		[], [with_modulesdir=auto])
	PKG_CHECK_VAR([cmh_openssl_modulesdir], [libcrypto], [modulesdir])
	PKG_CHECK_VAR([cmh_openssl_prefix], [libcrypto], [prefix])
	AS_CASE([$with_modulesdir],
		[yes|no], [AC_MSG_ERROR([--with-modulesdir needs a folder])],
		[auto], [AS_IF([test -n "$cmh_openssl_modulesdir" &&
				test "x$prefix" = "x$cmh_openssl_prefix"],
			[modulesdir=$cmh_openssl_modulesdir],
			[modulesdir='${libdir}/ossl-modules'])],
		[openssl], [AS_IF([test -n "$cmh_openssl_modulesdir"],
			[modulesdir=$cmh_openssl_modulesdir],
			[AC_MSG_ERROR([libcrypto.pc does not name modulesdir: give --with-modulesdir=DIR])])],
		[modulesdir=$with_modulesdir])
	AC_SUBST([modulesdir])
])

# CMH_BASH_COMPLETION_DIR: below $(datadir) unless told; "no" installs none.
AC_DEFUN([CMH_BASH_COMPLETION_DIR], [
	AC_ARG_WITH([bash-completion-dir], [AS_HELP_STRING([--with-bash-completion-dir=DIR],
		[install the completion of cmh in DIR; "no" leaves it out
		 @<:@DATADIR/bash-completion/completions@:>@])],
		[], [with_bash_completion_dir=yes])
	AS_CASE([$with_bash_completion_dir],
		[yes], [bashcompletiondir='${datadir}/bash-completion/completions'],
		[bashcompletiondir=$with_bash_completion_dir])
	AC_SUBST([bashcompletiondir])
	AM_CONDITIONAL([BASH_COMPLETION], [test "x$with_bash_completion_dir" != xno])
])
