fn main() {
    use std::time::Instant;
    let dir = tempfile::tempdir().unwrap();
    let n: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(200);
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = ["discovery", "alpha", "beta", "live", "retirement"];
    let copy = |from: &str, to: std::path::PathBuf| std::fs::copy(root.join(from), to).unwrap();
    std::fs::create_dir_all(dir.path().join("content")).unwrap();
    std::fs::create_dir_all(dir.path().join("assets/pictograms")).unwrap();
    for e in std::fs::read_dir(root.join("assets/pictograms")).unwrap() {
        let e = e.unwrap();
        std::fs::copy(e.path(), dir.path().join("assets/pictograms").join(e.file_name())).unwrap();
    }
    copy("phasebook.yaml", dir.path().join("phasebook.yaml"));
    let cfg = std::fs::read_to_string(root.join("phasebook.yaml")).unwrap();
    println!("{cfg}");
    for i in 0..n {
        let text = std::fs::read_to_string(root.join(format!("content/{}.md", names[i % 5]))).unwrap();
        let words: Vec<String> = text.lines().map(|l| l.to_owned()).collect();
        let mut t = words.join("\n");
        if i >= 5 {
            t = t.replacen("title: ", &format!("slug: p{i}\ntitle: N{i} "), 1);
        }
        t += &format!("\n\n## Extra {i}\n\nThis page is number {i} of many, marker word{i} here.\n");
        std::fs::write(
            dir.path()
                .join(format!("content/{}.md", if i < 5 { names[i].to_owned() } else { format!("p{i:03}") })),
            t,
        )
        .unwrap();
    }
    let desk = phasebook::desk::Desk::new(dir.path(), false);
    let t = Instant::now();
    desk.refresh();
    println!("read {:?}", t.elapsed());
    let e = desk.shown().edition.unwrap();
    println!("faults {}", e.faults().len());
    let t = Instant::now();
    println!("pages {}", e.handbook().unwrap().document.pages().len());
    println!("layout {:?}", t.elapsed());
    for k in 0..8 {
        let path = dir.path().join(format!("content/p{:03}.md", n / 2));
        let text = std::fs::read_to_string(&path).unwrap();
        let at = text.find("marker ").unwrap();
        std::fs::write(&path, format!("{}marker x{k} {}", &text[..at], &text[at + 7..])).unwrap();
        let t = Instant::now();
        assert!(desk.refresh());
        let read = t.elapsed();
        let old = desk.shown().edition.unwrap();
        let t = Instant::now();
        let h = old.handbook().unwrap();
        let lay = t.elapsed();
        let t = Instant::now();
        let svg = typst_svg::svg(
            &h.document.pages()[h.document.pages().len() / 2],
            &typst_svg::SvgOptions::default(),
        );
        println!("read {read:?} layout {lay:?} svg {:?} {}", t.elapsed(), svg.len());
    }
}
