//! Formulas in TeX: set on paper, MathML on screen, put in words in both, and prices stay prices.

use std::fs;

use crate::common::judges::{Built, phasebook, python, run};

const PAGE: &str = r"---
title: Alpha
---

## Costs

A workshop costs $5 and a room $10. A test fails with $p \le \frac{1}{2}$, by \(a^2_i\) and `$code$`.

$$
\text{WSJF} = \frac{\text{Cost of Delay}}{\text{Job Size}}
$$

> \[ \sum_{i=1}^{n} x_i = \begin{cases} 1 & x>0 \\ 0 & \text{else} \end{cases} \]

```math
\left( \begin{matrix} a & b \\ c & d \end{matrix} \right) \hat{x} \overline{ab} \sqrt[3]{2} \lim_{x\to 0} x
```

| of   | formula   |
|------|-----------|
| mean | $\bar{x}$ |
| odd  | $\fraction{1}{2}$ |
";

fn built(configuration: &str) -> (tempfile::TempDir, Built) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("phasebook.yaml"), configuration).unwrap();
    fs::write(folder.path().join("alpha.md"), PAGE).unwrap();
    let built = Built::new(folder.path(), &["--only", "handbook,epub"]);
    (folder, built)
}

#[test]
fn formulas_are_set_on_paper_and_put_in_words() {
    let (_folder, built) = built("title: Sums\nmath: true\n");
    assert_eq!(built.status, 1, "{}", built.stderr);
    // One is no TeX: it is named at its place, and shown as typed.
    assert_eq!(built.stderr.matches("error[").count(), 1, "{}", built.stderr);
    let said = "error[formula]: the formula is shown as typed: Unknown command \"\\fraction\"";
    assert!(built.stderr.contains(said) && built.stderr.contains("alpha.md:22:10"), "{}", built.stderr);
    let paper = built.pdf_text("handbook.pdf");
    for words in ["costs $5 and a room $10.", "$code$", "Cost of Delay", "\\fraction{1}{2}"] {
        assert!(paper.contains(words), "{words}: {paper}");
    }
    assert!(!paper.contains("\\frac{") && !paper.contains("$$") && !paper.contains("\\sum"), "{paper}");
    assert!(!paper.contains('?'), "{paper}");
    let pdf = built.path("handbook.pdf");
    // The tag of each says the TeX.
    let ask = "import pikepdf, sys\npdf = pikepdf.open(sys.argv[1])\ntodo = [pdf.Root.StructTreeRoot]\n\
               while todo:\n    node = todo.pop()\n    if isinstance(node, pikepdf.Dictionary):\n        \
               if node.get('/S') == '/Formula': print(str(node.Alt))\n        kids = node.get('/K', [])\n        \
               todo += list(kids) if isinstance(kids, pikepdf.Array) else [kids]\n";
    let tags = python(&["-c", ask, &pdf]);
    assert_eq!(tags.lines().count(), 6, "{tags}");
    for tex in [r"p \le \frac{1}{2}", r"\bar{x}", "a^2_i"] {
        assert!(tags.lines().any(|line| line == tex), "{tex}: {tags}");
    }
}

#[test]
fn formulas_are_mathml_on_screen() {
    let (_folder, built) = built("title: Sums\nmath: true\n");
    let page = run("unzip", &["-p", &built.path("handbook.epub"), "*alpha.xhtml"]);
    assert_eq!(page.matches("<math ").count(), 6, "{page}");
    for part in
        [r#"alttext="p \le \frac{1}{2}""#, "<mfrac><mn>1</mn><mn>2</mn></mfrac>", "costs $5 and a room $10."]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    let epub = built.path("handbook.epub");
    for judge in ["tests/judges/epub_check.py", "tests/judges/ace.py"] {
        let said = python(&[judge, &epub]);
        let last = said.trim().lines().last().unwrap_or_default();
        assert!(["0 fatal 0 errors 0 warnings", "pass 0 violations"].contains(&last), "{said}");
    }
    let package = run("unzip", &["-p", &built.path("handbook.epub"), "*.opf"]);
    assert!(package.contains("properties=\"mathml\"") && package.contains("describedMath"), "{package}");
}

#[test]
fn dollars_are_money_where_nobody_says_otherwise() {
    let (folder, built) = built("title: Prices\n");
    let paper = built.pdf_text("handbook.pdf");
    for words in ["costs $5 and a room $10.", "fails with $p \\le \\frac{1}{2}$"] {
        // Lines may end anywhere within TeX.
        let without_spaces = |text: &str| text.split_whitespace().collect::<String>();
        assert!(without_spaces(&paper).contains(&without_spaces(words)), "{words}: {paper}");
    }
    // What only formulas have is named, with the setting that reads it.
    let check = phasebook(&["check", folder.path().to_str().unwrap()]);
    let said = String::from_utf8(check.stderr).unwrap() + &String::from_utf8(check.stdout).unwrap();
    assert!(said.contains("foreign-mark") && said.contains("math: true"), "{said}");
}

#[test]
fn chemistry_is_set_in_both_formats_and_what_is_none_stays_as_typed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("phasebook.yaml"), "title: Sums\nmath: true\n").unwrap();
    let page = "---\ntitle: A\n---\n\n\
        Chromate is $\\ce{CrO4^2-}$, and $\\pu{5 kJ mol-1}$ is little.\n\n\
        $$\\ce{SO4^2- + Ba^2+ -> BaSO4 v}$$\n\n\n\
        What is none, such as $\\ce{A @ B}$, stays.\n";
    fs::write(folder.path().join("a.md"), page).unwrap();
    let built = Built::new(folder.path(), &["--only", "handbook,epub"]);
    let text = built.pdf_text("handbook.pdf").split_whitespace().collect::<String>();
    for words in ["CrO", "5kJmol", "BaSO4\u{2193}", "\\ce{A@B}"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("\\ce{S") && !text.contains("\\pu"), "{text}");
    assert!(built.stderr.contains("`\\ce` has a `@` that is not read there"), "{}", built.stderr);
    assert!(built.stderr.contains("a.md:10:"), "{}", built.stderr);
    let chapter = run("unzip", &["-p", &built.path("handbook.epub"), "*.xhtml"]);
    for there in [
        r#"alttext="\ce{SO4^2- + Ba^2+ -&gt; BaSO4 v}""#,
        "<msubsup><mtext>CrO</mtext><mn>4</mn>",
        "<code>\\ce{A @ B}</code>",
    ] {
        assert!(chapter.contains(there), "{there}: {chapter}");
    }
    let judged = python(&["tests/judges/epub_check.py", &built.path("handbook.epub")]);
    assert!(judged.trim().ends_with("0 fatal 0 errors 0 warnings"), "{judged}");
}

#[test]
fn formulas_of_headings_are_a_line_in_contents_and_bookmarks() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("phasebook.yaml"), "title: Sums\nmath: true\n").unwrap();
    let page = "# Alpha\n\n## The mean $\\bar{x}$ of $\\frac{1}{2}$ and $a_2 + \\sqrt{b^2} \\le c^{n+1}$\n\nWords.\n";
    fs::write(folder.path().join("alpha.md"), page).unwrap();
    let built = Built::new(folder.path(), &["--only", "handbook,epub"]);
    let title = "The mean x\u{304} of 1/2 and a₂ + √b² ≤ c^(n + 1)";
    let navigation = run("unzip", &["-p", &built.path("handbook.epub"), "*/nav.xhtml"]);
    assert!(navigation.contains(title), "{navigation}");
    let ask = "import pikepdf, sys\nwith pikepdf.open(sys.argv[1]).open_outline() as outline:\n    \
               todo = list(outline.root)\n    while todo:\n        item = todo.pop(); print(item.title); todo += item.children\n";
    let bookmarks = python(&["-c", ask, &built.path("handbook.pdf")]);
    assert!(bookmarks.contains(title), "{bookmarks}");
}

#[test]
fn a_formula_that_is_wider_than_its_column_goes_on_below_where_a_line_can_end() {
    let folder = tempfile::tempdir().unwrap();
    let sum: Vec<String> = (1..20).map(|number| format!("a_{{{number}}} x^{{{number}}}")).collect();
    let matrix: Vec<String> = (1..30).map(|number| format!("b_{{{number}}}")).collect();
    let matrix = format!("\\begin{{pmatrix}} {} \\end{{pmatrix}}", matrix.join(" & "));
    let text = format!(
        "# Wide\n\n$$ s = {} $$\n\nWords.\n\n$$ {matrix} $$\n\nWords.\n\n$$ c = 1 $$\n",
        sum.join(" + ")
    );
    fs::write(folder.path().join("phasebook.yaml"), "title: Sums\nmath: true\n").unwrap();
    fs::write(folder.path().join("page.md"), text).unwrap();
    let built = Built::new(folder.path(), &["--only", "handbook"]);
    // Of each line of formulas: its letter, its size, whether it ends within the column.
    let ask = "import pymupdf, sys\npage = pymupdf.open(sys.argv[1])[-1]\n\
               lines = [l for b in page.get_text('dict')['blocks'] for l in b.get('lines', [])]\n\
               math = [l for l in lines if any('STIX' in s['font'] for s in l['spans'])]\n\
               for l in math:\n    text = ''.join(s['text'] for s in l['spans'])\n    \
               if '\\U0001d44e' in text or '\\U0001d44f' in text or '\\U0001d450' in text:\n        \
               size = max(s['size'] for s in l['spans'])\n        \
               print(round(size, 1), l['bbox'][2] < 440)\n";
    let said = python(&["-c", ask, &built.path("handbook.pdf")]);
    let lines: Vec<(f64, &str)> =
        said.lines().filter_map(|line| line.split_once(' ')).map(|(a, b)| (a.parse().unwrap(), b)).collect();
    let [.., matrix, last] = &lines[..] else { panic!("{said}") };
    assert!(lines.len() >= 4 && lines.iter().all(|(_, within)| *within == "True"), "{said}");
    // The sum has the size of the short one; the matrix, in which no line can end, is smaller.
    assert!(lines[..lines.len() - 2].iter().all(|(size, _)| *size == last.0), "{said}");
    assert!(matrix.0 < last.0, "{said}");
}
