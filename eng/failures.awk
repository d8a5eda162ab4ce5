# Names each failed test of trx files with its message and stack, and what else went wrong with a run.
# Where < begins a record, a record is a tag and the text behind it: in XML both have no other <.

BEGIN {
  RS = "<"
  MESSAGE_LINES = 40
  STACK_LINES = 20
}

# Where the tag ends: a > may stand in the value of an attribute.
function tag_length(record,   i, c, quote) {
  for (i = 1; i <= length(record); i++) {
    c = substr(record, i, 1)
    if (quote != "") {
      if (c == quote)
        quote = ""
    } else if (c == "\"" || c == "'") {
      quote = c
    } else if (c == ">") {
      return i
    }
  }
  return length(record)
}

function attribute(tag, name) {
  if (!match(tag, "[ \t\r\n]" name "=\"[^\"]*\""))
    return ""
  return text(substr(tag, RSTART + length(name) + 3, RLENGTH - length(name) - 4))
}

function text(escaped) {
  gsub(/\r|&#x0*[dD];|&#0*13;/, "", escaped)
  gsub(/&#x0*[aA];|&#0*10;/, "\n", escaped)
  gsub(/&lt;/, "<", escaped)
  gsub(/&gt;/, ">", escaped)
  gsub(/&quot;/, "\"", escaped)
  gsub(/&apos;/, "'", escaped)
  gsub(/&amp;/, "\\&", escaped)
  return escaped
}

function show(escaped, most,   lines, count, i) {
  count = split(text(escaped), lines, "\n")
  while (count > 0 && lines[count] ~ /^[ \t]*$/)
    count--
  for (i = 1; i <= count && i <= most; i++)
    print "    " lines[i]
  if (count > most)
    print "    (" count - most " more lines)"
}

FNR == 1 { test = run = in_error = 0 }

{
  end = tag_length($0)
  tag = substr($0, 1, end)
  name = tag
  sub(/[ \t\r\n>].*/, "", name)
}

name == "UnitTestResult" {
  outcome = attribute(tag, "outcome")
  test = outcome != "Passed" && outcome != "NotExecuted"
  if (test)
    print "FAILED " attribute(tag, "testName") (outcome == "Failed" ? "" : " (" outcome ")")
  if (tag ~ /\/>$/)
    test = 0
}

name == "/UnitTestResult" { test = 0 }
name == "ErrorInfo" { in_error = 1 }
name == "/ErrorInfo" { in_error = 0 }
name == "Message" && test && in_error { show(substr($0, end + 1), MESSAGE_LINES) }
name == "StackTrace" && test && in_error { show(substr($0, end + 1), STACK_LINES) }

# A test host that crashed, say. The runner puts the names of failed tests here as well.
name == "RunInfo" { run = attribute(tag, "outcome") == "Error" }
name == "/RunInfo" { run = 0 }
name == "Text" && run && $0 !~ /\[FAIL\]/ {
  print "FAILED run"
  show(substr($0, end + 1), MESSAGE_LINES)
}
