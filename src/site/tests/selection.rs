//! Books of some of the chapters.

use super::*;
use crate::book::select;

fn book() -> Book {
    let svg =
        |n: u32| format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n} 1"/>"#).into_bytes();
    let files = Memory::new([("a.svg", svg(1)), ("b.svg", svg(2)), ("c.svg", svg(3))]);
    let pages = vec![
        page("alpha.md", "Alpha").link("beta", "beta.html").image("a.svg"),
        page("beta.md", "Beta").link("live", "live.html#who").image("b.svg"),
        page("live.md", "Live").link("beta", "beta.html").heading(2, "Who").image("c.svg").image("b.svg"),
    ];
    site_with(&files, &Config::default(), pages).0
}

#[test]
fn a_part_of_a_book_stands_on_its_own() {
    let whole = book();
    let part = select(whole.clone(), &["live".to_owned(), "alpha".to_owned()]).unwrap();
    assert_eq!(slugs(&part), ["alpha", "live"]);
    assert_eq!(target(&part, "alpha"), Target::Elsewhere { address: "/beta.html".to_owned() });
    let pictures: Vec<_> = part.pictures.iter().map(|picture| picture.path.as_str()).collect();
    assert_eq!(pictures, ["a.svg", "c.svg", "b.svg"]);
    let phases: Vec<_> = part.phases.iter().map(|phase| (phase.slug.as_str(), phase.chapter)).collect();
    assert_eq!(phases, [("alpha", 0), ("live", 1)]);
    assert_eq!(part.chapters[1].phase, Some(1));
    assert_eq!((part.chapters[0].next, part.chapters[1].previous), (Some(1), Some(0)));
    assert_ne!(part.metadata.identifier, whole.metadata.identifier);

    let part = select(whole, &["live".to_owned(), "beta".to_owned()]).unwrap();
    let expected =
        Target::Chapter { chapter: 1, slug: "live".into(), id: Some("who".into()), name: "Live".into() };
    assert_eq!(target(&part, "beta"), expected);
}

#[test]
fn all_or_no_slugs_are_the_whole_book() {
    let whole = book();
    for slugs in [&[][..], &["alpha", "beta", "live"]] {
        let slugs: Vec<String> = slugs.iter().map(|slug| (*slug).to_owned()).collect();
        assert_eq!(format!("{:?}", select(whole.clone(), &slugs).unwrap()), format!("{whole:?}"));
    }
}

#[test]
fn an_unknown_slug_is_answered_with_those_there_are() {
    let error = select(book(), &["betta".to_owned()]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no page is called `betta`, did you mean `beta`; there are `alpha`, `beta`, `live`"
    );
}
