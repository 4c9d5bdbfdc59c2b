//! Templates: what they print, with the places of every word, and what cannot be evaluated.

use super::*;
use crate::files::Memory;
use serde_json::json;

fn run(text: &str, files: &[(&str, &str)]) -> (String, Vec<String>) {
    let (evaluated, _) = evaluated(text, files);
    (evaluated.text.text.clone(), evaluated.faults.into_iter().map(|fault| fault.message).collect())
}

fn evaluated(text: &str, files: &[(&str, &str)]) -> (Evaluated, String) {
    let files = Memory::new(files.iter().copied());
    let site = json!({
        "title": "The book", "baseurl": "/b",
        "plays": [
            {"title": "One", "kind": "a", "order": 2},
            {"title": "Two", "kind": "b", "order": 1},
            {"title": "Three", "kind": "a", "order": 3},
        ],
        "data": {"people": {"ann": {"name": "Ann"}}},
    });
    let page = json!({"title": "A page", "tags": ["x", "y"], "toc": true});
    let templates =
        Templates::new(site.as_object().unwrap(), vec!["_includes".to_owned()], TemplateLanguage::Liquid);
    let subject = Subject {
        files: &files,
        templates: &templates,
        page: page.as_object().unwrap(),
        path: "a/page.md",
        html: false,
        included: &[],
        most_bytes: 1 << 20,
    };
    (evaluate(&Rewritten::tail(text, 0, 0), &subject), text.to_owned())
}

fn check(text: &str, expected: &str) {
    let (found, faults) = run(text, &[]);
    assert_eq!(found, expected, "{text}");
    assert_eq!(faults, Vec::<String>::new(), "{text}");
}

#[test]
fn pages_are_evaluated() {
    for (text, expected) in [
        ("a {{ page.title }} b", "a A page b"),
        ("{% if page.toc %}A{% else %}B{% endif %}", "A"),
        ("{% if page.none %}A{% else %}B{% endif %}", "B"),
        ("{% if {{ page.toc }} %}A{% endif %}{% unless {{page.none}} %}B{% endunless %}", "AB"),
        ("{% if page.none contains 'x' %}A{% elsif page.tags contains 'x' %}B{% endif %}", "B"),
        (
            "{% if page.none == nil %}A{% endif %}{% if page.none == false %}B{% endif %}{% if page.title != nil %}C{% endif %}",
            "AC",
        ),
        ("{% unless page.toc %}A{% endunless %}", ""),
        (
            "{% for p in site.plays %}{{ p.title }}{{ p.none }}{% unless forloop.last %}, {% endunless %}{% endfor %}",
            "One, Two, Three",
        ),
        (
            "{% assign x = (site.plays | where: \"kind\", \"a\" | sort: \"order\") %}{% for p in x reversed %}{{ p.title }} {% endfor %}",
            "Three One ",
        ),
        ("{% for p in site.none %}A{% else %}B{% endfor %}", "B"),
        ("{% for i in (1..3) %}{{ i }}{% endfor %}", "123"),
        ("{{ \"/two/\" | prepend: site.baseurl }}", "/b/two/"),
        ("{{ page.none | default: 'x' | upcase }}", "X"),
        ("{% capture c %}a {{ page.title }}{% endcapture %}{{ c | upcase }}", "A A PAGE"),
        ("{% case page.title %}  {% when 'x' or 'A page' %}A{% else %}B{% endcase %}", "A"),
        ("a {%- if true -%} b {%- endif -%} c", "abc"),
        ("{% raw %}{{ x }}{% endraw %}{% comment %}{{ y }}{% endcomment %}", "{{ x }}"),
        ("{% link _plays/one.md %} {% post_url 2024-01-01-x %}", "/_plays/one.md /_posts/2024-01-01-x.md"),
        ("{% highlight ruby %}x{% endhighlight %}", "\n~~~ ruby\nx\n~~~\n"),
        (
            "{% highlight ruby %}\n  x\n\ny\n{% endhighlight %}\n{{ page.title }}",
            "\n~~~ ruby\n  x\n\ny\n~~~\n\nA page",
        ),
        ("{% highlight ruby -%}\n\nx\n\n{%- endhighlight %}", "\n~~~ ruby\nx\n~~~\n"),
        ("{{ site.plays | map: 'title' | join: ', ' }}", "One, Two, Three"),
        (
            "{% assign g = site.plays | group_by: 'kind' %}{% for x in g %}{{ x.name }}{{ x.size }}{% endfor %}",
            "a2b1",
        ),
        ("{{ site.plays | where_exp: 'p', 'p.order > 1' | map: 'title' | join }}", "One Three"),
        ("{{ '2024-03-01' | date: '%B %-d, %Y' }}{{ 'now' | date: '%Y' }}", "March 1, 2024"),
        ("{{ site.data.people.ann.name }} {{ site.plays.size }} {{ site.plays.first.title }}", "Ann 3 One"),
        ("{{ 'a *b*' | markdownify }}", "<p>a <em>b</em></p>\n"),
        ("no { braces } and {{ unclosed", "no { braces } and {{ unclosed"),
        ("{% seo %}{{ }}", ""),
        ("{{ '' }}{{ page.tags }}", "xy"),
    ] {
        check(text, expected);
    }
}

#[test]
fn what_cannot_be_evaluated_keeps_its_words_and_is_named() {
    for (text, expected, faults) in [
        ("a {% hint %}b{% endhint %} c", "a b c", 2),
        ("{% if a b c == %}A{% else %}B{% endif %}", "AB", 1),
        ("{% if page.toc %}A", "A", 1),
        ("A{% endif %}B{% else %}C", "ABC", 0),
        ("{{ page.title | nonsense: 1 }}", "A page", 1),
        ("{{ 99999999999999999999 }}x", "x", 1),
        ("{{ page.title ? 1 }}x", "x", 1),
        ("{% include none.html text=\"Words that were given\" %}", "\n\nWords that were given\n\n", 1),
        ("{% include ../x.html %}y", "y", 1),
    ] {
        let (found, named) = run(text, &[]);
        assert_eq!(found, expected, "{text}");
        assert_eq!(named.len(), faults, "{text}: {named:?}");
    }
}

#[test]
fn includes_take_parameters_and_keep_their_places() {
    let files = [
        (
            "_includes/fig.html",
            "<img src=\"{{ include.src }}\"> {{ include.caption }} {{ page.title }}{% include deep/x.html %}",
        ),
        ("_includes/deep/x.html", "!"),
        ("a/beside.md", "---\ntitle: X\n---\nBeside"),
    ];
    let text = "Before {% include fig.html src=page.title caption=\"It's \\\"so\\\"\" %} {% include_relative beside.md %} {% include {{ page.none }}fig.html %} after";
    let (evaluated, source) = evaluated(text, &files);
    assert_eq!(evaluated.faults, []);
    let out = &evaluated.text;
    assert!(out.text.contains("<img src=\"A page\"> It's &quot;so&quot; A page! Beside"), "{}", out.text);
    let at = out.text.find("after").unwrap();
    assert_eq!(&source[out.span(at..at + 5).range()], "after");
    let at = out.text.find("Beside").unwrap();
    let span = out.span(at..at + 6);
    let file = &evaluated.included[span.source as usize - 1];
    assert_eq!((file.path.as_str(), &file.text[span.range()]), ("a/beside.md", "Beside"));
    let at = out.text.find("&quot;").unwrap();
    let span = out.span(at..at + 6);
    assert_eq!(&evaluated.included[span.source as usize - 1].text[span.range()], "{{ include.caption }}");
}

#[test]
fn templates_end() {
    for text in [
        "{% for i in (1..1000000000) %}{% for j in (1..100000) %}{% assign x = i %}{% endfor %}{% endfor %}z",
        "{% assign x = 'aaaaaaaaaaaaaaaa' %}{% for i in (1..100) %}{% assign x = x | append: x %}{% endfor %}z",
        "{% assign x = 'aaaaaaaaaaaaaaaa' %}{% for i in (1..10) %}{% assign x = x | replace: 'a', x %}{% endfor %}z",
        "{% for i in (1..10000) %}{% include fat.html %}{% endfor %}z",
        "{% include self.html %}z",
    ] {
        let fat = "x".repeat(10_000);
        let (found, faults) =
            run(text, &[("_includes/self.html", "a{% include self.html %}"), ("_includes/fat.html", &fat)]);
        assert!(found.ends_with('z') && found.len() < 2 << 20, "{text}");
        assert!(!faults.is_empty() || text.contains("replace"), "{text}");
    }
    let deep = format!("{}x{}", "{% if true %}".repeat(5000), "{% endif %}".repeat(5000));
    assert!(run(&deep, &[]).0.contains('x'));
    // What looks like the marks of the machinery is none.
    assert_eq!(run("a\u{fdd0}0\u{fdd2}b{{ 'x' }}{{ '\u{fdd0}0\u{fdd2}' }}", &[]).0, "a\u{fdd0}0\u{fdd2}bx0");
}
