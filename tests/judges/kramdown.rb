# What kramdown makes of texts: a JSON list of them on standard input, one of HTML on standard output.
require 'json'
require 'kramdown'

options = { input: 'kramdown', auto_ids: false, syntax_highlighter: nil, math_engine: nil }
puts JSON.generate(JSON.parse($stdin.read).map { |text| Kramdown::Document.new(text, options).to_html })
