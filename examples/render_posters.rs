use phasebook::{files::Folder, paper::Paper, posters, site, source};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let files = Folder::new(std::path::Path::new(&a[1])).unwrap();
    let (mut config, _) = site::configure(&files, "");
    config.date = config.date.or(Some("2026-03-01".into()));
    let paths = site::discover(&files, &config);
    let pages = paths.iter().map(|p| source::read(&files, p, &Default::default())).collect();
    let book = site::settle(&files, &config, pages).book.unwrap();
    let size = Paper::parse(&a[3]).unwrap();
    let landscape = a[4] == "l";
    let t = std::time::Instant::now();
    let made = posters::posters(&book, &posters::Options { size, landscape }).unwrap_or_else(|f| {
        for x in f {
            eprintln!("{x}");
        }
        std::process::exit(2)
    });
    println!("{} posters in {:?}", made.len(), t.elapsed());
    std::fs::create_dir_all(&a[2]).unwrap();
    for p in made {
        for o in &p.omissions {
            println!("  {}: {o}", p.name);
        }
        for o in &p.remarks {
            println!("  {}: REMARK {o}", p.name);
        }
        std::fs::write(format!("{}/{}.pdf", a[2], p.name), p.pdf).unwrap();
    }
}
