# SPDX-License-Identifier: Apache-2.0
# bash completion for cmh(1). The tables it reads stand above it in the installed file:
#   _cmh_words[SOURCE]             the words of a source (command, algorithm, digest, ...)
#   _cmh_keys[SCHEME]              the keys of a device URI
#   _cmh_options[COMMAND_]         the options of a command; COMMAND "" stands before any command
#   _cmh_values[COMMAND_OPTION]    the sources for an option's value
#   _cmh_operands[COMMAND_]        the sources for an operand

# Sets words to the words up to the cursor. Bash splits at = and : too; what stood together is one word.
_cmh_split()
{
	local line=${COMP_LINE:0:COMP_POINT} word blanks

	words=()
	for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
		blanks=${line%%[![:space:]]*}
		line=${line#"$blanks"}
		[[ $line == "$word"* ]] || word=$line
		line=${line#"$word"}
		if [[ -n $blanks || ${#words[@]} -eq 0 ]]; then
			words+=("$word")
		else
			words[-1]+=$word
		fi
	done
}

# _cmh_offer CURRENT SOURCE...: adds the candidates that begin with CURRENT.
_cmh_offer()
{
	local current=$1 source word

	shift
	for source; do
		if [[ $source == file ]]; then
			compopt -o filenames 2>/dev/null
			while IFS= read -r word; do
				COMPREPLY+=("$word")
			done < <(compgen -f -- "$current")
			continue
		fi
		while IFS= read -r word; do
			COMPREPLY+=("$word")
			[[ $word != *[:=] ]] || compopt -o nospace 2>/dev/null
		done < <(compgen -W "${_cmh_words[$source]}" -- "$current")
		[[ $source != device ]] || _cmh_offer_keys "$current"
	done
}

# "soft:threads=2,mail": offers the keys for what stands behind the last comma.
_cmh_offer_keys()
{
	local scheme=${1%%:*}: last word

	[[ $1 == *:* && -n ${_cmh_keys[$scheme]-} ]] || return 0
	last=${1#*:}
	last=${last##*,}
	while IFS= read -r word; do
		COMPREPLY+=("${1%"$last"}$word")
		compopt -o nospace 2>/dev/null
	done < <(compgen -W "${_cmh_keys[$scheme]}" -- "$last")
}

_cmh()
{
	local -a words
	local command='' current option='' word i done_with=''

	COMPREPLY=()
	_cmh_split
	current=${words[-1]}
	for ((i = 1; i < ${#words[@]} - 1; i++)); do
		word=${words[i]}
		option=''
		if [[ $word == -- ]]; then
			done_with=options
		elif [[ -z $done_with && $word == -?* ]]; then
			[[ -v _cmh_values[${command}_$word] ]] || continue
			option=$word
			((++i))
		elif [[ -z $command ]]; then
			command=$word
		fi
	done
	# the value of the option before the cursor, or of this one: --option=value
	if [[ -n $option && $i -eq ${#words[@]} ]]; then
		_cmh_offer "$current" ${_cmh_values[${command}_$option]}
	elif [[ -z $done_with && $current == --*=* ]]; then
		option=${current%%=*}
		_cmh_offer "${current#*=}" ${_cmh_values[${command}_$option]-}
		COMPREPLY=("${COMPREPLY[@]/#/$option=}")
	elif [[ -z $done_with && $current == -* ]]; then
		COMPREPLY=($(compgen -W "${_cmh_options[${command}_]-}" -- "$current"))
	else
		_cmh_offer "$current" ${_cmh_operands[${command}_]-}
	fi

	# bash replaces only what follows the last = or : that it splits at
	word=''
	if [[ $current == *[=:]* && $COMP_WORDBREAKS == *=* && $COMP_WORDBREAKS == *:* ]]; then
		word=${current%"${current##*[=:]}"}
	fi
	for i in "${!COMPREPLY[@]}"; do
		COMPREPLY[i]=${COMPREPLY[i]#"$word"}
	done
}

complete -F _cmh cmh
