//! Formulas among other marks.

use super::Marks;
use super::tests::{check, page};

#[test]
fn labels_of_formulas_are_places_and_no_words() {
    for label in ["(euler)", "{#eq-euler}"] {
        let page = page(Marks::FORMULAS, &format!("$$ a = b $$ {label}\n"), &[]);
        let words = format!("{:?}", page.blocks);
        let id = label.trim_matches(['(', ')', '{', '}', '#']);
        assert!(
            words.contains(&format!("id: Some(\"{id}\")")) && words.contains("place: Display"),
            "{words}"
        );
    }
}

#[test]
fn formulas_and_labels_are_read_within_directives() {
    let marks = Marks::DIRECTIVES | Marks::ROLES | Marks::FORMULAS | Marks::DOLLARS;
    for text in [
        "```{note}\n(here)=\nSo $a_1$ is.\n\n$$b$$\n```\n",
        "````{tip} T\n```{note}\nSo $a_1$.\n\n$$b$$\n```\n````\n",
    ] {
        let page = page(marks, text, &[]);
        let words = format!("{:?}", page.blocks);
        assert!(words.contains("\"a_1\"") && words.contains("place: Display"), "{words}");
        assert!(!words.contains('$') && !words.contains(")="), "{words}");
    }
    // Options are no Markdown.
    for options in [":alt: Of $W_1$", "---\nalt: Of $W_1$\n---"] {
        let figure = page(marks, &format!("```{{figure}} a.png\n{options}\nOf $W_1$.\n```\n"), &[]);
        let words = format!("{:?}", figure.blocks);
        assert!(words.contains("alt: \"Of $W_1$\"") && words.contains("tex: \"W_1\""), "{words}");
    }
    // Code stays as it was typed.
    let code =
        page(marks, "```{code-block} tex\n$a_1$\n```\n\n```\n$$b$$\n```\n\n```{r}\nd$a + d$b\n```\n", &[]);
    let words = format!("{:?}", code.blocks);
    assert!(words.contains("$a_1$") && words.contains("$$b$$") && words.contains("d$a + d$b"), "{words}");
}

#[test]
fn braces_of_formulas_are_no_attributes() {
    check(Marks::ATTRIBUTES, "so x_{i=1} and \\sum_{j=2} stay\n", "so x_{i=1} and \\sum_{j=2} stay\n");
}

#[test]
fn formulas_begin_on_the_line_of_their_directive() {
    for (text, tex) in [
        ("```{math} a = b\n```\n", ["a = b"].as_slice()),
        ("```{math} a = b\n:label: eq\n\nc = d\n```\n", &["a = b", "c = d"]),
    ] {
        let page = page(Marks::DIRECTIVES | Marks::ROLES | Marks::FORMULAS, text, &[]);
        let words = format!("{:?}", page.blocks);
        for tex in tex {
            assert!(words.contains(&format!("tex: \"{tex}\"")), "{words}");
        }
    }
    let page = page(Marks::DIRECTIVES, "```{math} a\n:label: eq\n```\n", &[]);
    assert!(format!("{:?}", page.blocks).contains("Some(\"eq\")"));
}
