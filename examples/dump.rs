use phasebook::{files::Folder, source};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let files = Folder::new(std::path::Path::new(&a[1])).unwrap();
    let page = source::read(&files, &a[2], &Default::default());
    if a.len() > 3 {
        println!("{}", serde_json::to_string_pretty(&page.blocks).unwrap());
    }
    for d in &page.diagnostics {
        let (l, c) = d.place.source.position(d.place.span.start as usize);
        println!(
            "{}:{}:{}: {:?}[{}] {} | {} | {:?}",
            d.place.source.path,
            l,
            c,
            d.severity,
            d.rule.code,
            d.message,
            d.hint.clone().unwrap_or_default(),
            d.edits
        );
    }
}
