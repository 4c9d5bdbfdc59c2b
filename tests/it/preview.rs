//! The preview, in a browser and under attack.

use crate::common::judges;

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Instant;

use crate::common::judges::{root, run};
use crate::common::preview::{NEVER, Preview, site};

/// What the script in `tests/judges/preview.cjs` says of the preview, which it uses in Chromium.
#[test]
fn a_writer_and_a_facilitator_find_everything_in_a_browser() {
    let folder = site();
    let preview = Preview::open(folder.path());
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_phasebook")).parent().unwrap();
    let said = run(
        "node",
        &[
            root().join("tests/judges/preview.cjs").to_str().unwrap(),
            &preview.address,
            folder.path().to_str().unwrap(),
            "site",
            program.to_str().unwrap(),
        ],
    );
    let last = said.trim().lines().last().unwrap_or_default();
    assert!(last.ends_with(" passed 0 failed") && !last.starts_with("0 "), "{said}");
}

#[test]
fn a_port_that_is_taken_gives_way_to_the_next_and_says_so() {
    let folder = site();
    let first = Preview::open(folder.path());
    let second = Preview::open_at(folder.path(), first.port);
    assert!(second.port > first.port, "{} and {}", first.port, second.port);
    assert!(second.stderr().contains(&format!("port {} is taken", first.port)));
    assert_eq!(second.get("state").status, 200);
}

#[test]
fn what_is_not_there_is_said_at_once() {
    let output = judges::phasebook(&["preview", "no-such-site"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("`no-such-site` does not exist"), "{said}");
}

/// A preview that has a limit, and a theme that lays the handbook out beyond it; what that is said to
/// have taken. It has begun again.
fn beyond(folder: &Path, limit: &str, said: &str, handbook: &str) -> Preview {
    let look = folder.join("site/look");
    fs::create_dir(&look).unwrap();
    fs::write(look.join("handbook.typ"), handbook).unwrap();
    let config = folder.join("site/phasebook.yaml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("{text}\ntheme: look\nlimits:\n  {limit}\n")).unwrap();
    let preview = Preview::open(folder);
    let edition = |answer: serde_json::Value| answer["edition"].as_u64().unwrap();
    let first = edition(preview.get("state").json());
    assert!(preview.try_get("handbook").is_none(), "{limit}: the handbook came after all");
    // It is there again at the same address, and does not make the same again.
    preview.wait_until("the preview is there again", |preview| preview.try_get("state").is_some());
    let trouble = preview.get("handbook");
    assert_eq!(trouble.status, 409, "{limit}");
    let words = trouble.json()["trouble"].as_str().unwrap().to_owned();
    let setting = limit.split(':').next().unwrap();
    for part in [said, "The longest pages: content/", "is tried again when a page changes", setting] {
        assert!(words.contains(part), "no `{part}` in {words}");
    }
    // What browsers keep by the number of an edition is not that of another life.
    assert!(edition(preview.get("state").json()) > first + 1_000_000, "{limit}");
    preview
}

/// Takes the limit and the theme away, after which there are a handbook and posters.
fn mended(folder: &Path, preview: &Preview) {
    let config = folder.join("site/phasebook.yaml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.split("\ntheme: look").next().unwrap()).unwrap();
    preview.wait_until("the handbook is laid out", |preview| preview.get("handbook").status == 200);
    assert_eq!(preview.get("posters").status, 200);
}

#[test]
fn what_takes_too_long_ends_and_the_preview_goes_on() {
    let folder = site();
    // On a busy machine nothing else is sure to be made within the second.
    let forever = "#for a in range(100000) { for b in range(100000) { let c = calc.rem(b, 7) } }";
    let said = "the handbook took more than 1 seconds";
    let preview = beyond(folder.path(), "preview-seconds: 1", said, forever);
    mended(folder.path(), &preview);
}

#[test]
fn what_takes_too_much_memory_ends_and_the_preview_goes_on() {
    let folder = site();
    let large = "#let all = range(40000000).map(n => str(n))";
    let said = "the handbook took more than 300 MiB of memory";
    let preview = beyond(folder.path(), "layout-megabytes: 300", said, large);
    assert_eq!(preview.get("posters").status, 200, "what takes less is made all the while");
    mended(folder.path(), &preview);
}

/// How many chapters the long book has.
const CHAPTERS: usize = 40;

/// A long book in `site/` whose theme lays out each chapter, and never the whole.
fn endless() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let look = folder.path().join("site/look");
    fs::create_dir_all(&look).unwrap();
    let theme = "#let chapters = json(\"/book.json\").chapters\n\
        #let cover() = for a in range(100000) { for b in range(100000) { let c = calc.rem(b, 7) } }\n\
        #let chapter(at) = { set page(width: 10cm, height: 10cm); str(repr(json(chapters.at(at).file)).len()) }\n\
        #let text-of(at) = (place: \"text\", chapters: (at,), content: () => chapter(at))\n\
        #let all = ((place: \"before\", content: cover),) + range(chapters.len()).map(text-of)\n\
        #let parts = if json(\"/parts.json\") == true { (all: all, blank: () => []) }\n\
        #if parts == none { cover() }\n";
    fs::write(look.join("handbook.typ"), theme).unwrap();
    let config = "title: Long\ntheme: look\nlimits:\n  preview-seconds: 5\n";
    fs::write(folder.path().join("site/phasebook.yaml"), config).unwrap();
    for chapter in 0..CHAPTERS {
        save(folder.path(), chapter, 0);
    }
    folder
}

/// Writes a page of the long book for the so-many-th time.
fn save(folder: &Path, chapter: usize, time: usize) {
    let text = "Some words of a chapter that is not short at all. ".repeat(80);
    let page = format!("# Chapter {chapter}\n\n{text}\n\n{}\n", "Again. ".repeat(time));
    fs::write(folder.join(format!("site/{chapter:02}.md")), page).unwrap();
}

#[test]
fn a_long_book_is_shown_chapter_by_chapter_also_where_the_whole_never_comes() {
    let folder = endless();
    let preview = Preview::open(folder.path());
    let mut drafts = preview.drafts().unwrap();
    assert!(preview.try_get("handbook?chapter=7").is_none(), "the handbook came after all");
    let first = drafts.next().expect("a chapter before the whole");
    assert_eq!(first["chapters"], serde_json::json!([7]), "the chapter that somebody looks at comes first");
    preview.wait_until("the preview is there again", |preview| preview.try_get("state").is_some());
    let mut drafts = preview.drafts().unwrap();
    assert_eq!(preview.get("handbook?chapter=7").status, 409);
    let mut shown = std::collections::BTreeSet::new();
    while shown.len() < CHAPTERS {
        let draft = drafts.next().expect("every chapter, whole or not");
        shown.extend(draft["chapters"].as_array().unwrap().iter().map(ToString::to_string));
        for page in draft["pages"].as_array().unwrap() {
            let page = preview.get(&format!("page/{}.svg", page["look"].as_str().unwrap()));
            assert!(page.status == 200 && page.text().starts_with("<svg"), "{}", page.status);
        }
    }
}

#[test]
fn every_save_of_a_long_book_arrives_before_the_whole_is_there() {
    let folder = endless();
    let preview = Preview::open(folder.path());
    let ask = || preview.try_get("handbook?chapter=7");
    std::thread::scope(|scope| {
        let mut seen = std::collections::BTreeSet::new();
        for time in 0..20 {
            save(folder.path(), 7, time);
            let begun = Instant::now();
            loop {
                assert!(begun.elapsed() < NEVER, "save {time} is not seen");
                // None while the preview begins again, since the whole took too long.
                let Some(mut drafts) = preview.drafts() else { continue };
                // The page asks for the whole again after each save.
                scope.spawn(ask);
                let news = drafts.find(|draft| {
                    draft["chapters"] == serde_json::json!([7])
                        && seen.insert(draft["pages"][0]["look"].to_string())
                });
                if news.is_some() {
                    break;
                }
            }
        }
    });
}

#[test]
fn a_preview_ends_with_the_process_that_keeps_it() {
    let folder = site();
    let preview = Preview::open(folder.path());
    let port = preview.port;
    assert_eq!(preview.get("state").status, 200);
    let mut events = preview.events().expect("the preview tells of events");
    drop(preview);
    // The end of the process is that of its events.
    let ended = events.find_map(Result::err).map(|error| error.kind());
    assert!(matches!(ended, None | Some(ErrorKind::ConnectionReset)), "{ended:?}");
    // The system closes what a process had open one after another.
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_ok() {
        assert!(begun.elapsed() < NEVER, "the preview is still there");
        std::thread::yield_now();
    }
}

#[test]
fn strangers_get_nothing() {
    let folder = site();
    let preview = Preview::open(folder.path());
    let ask = |path: &str, headers: &[&str]| preview.send("GET", path, headers, "");
    let host = format!("Host: 127.0.0.1:{}", preview.port);
    let state = format!("/{}/state", preview.token);
    assert_eq!(ask(&state, &[&host]).status, 200);
    // A name that a stranger points at this machine (DNS rebinding).
    for other in
        ["evil.example", "127.0.0.2", "127.0.0.1.evil.example", "localhost.evil.example", "0.0.0.0", "[::]"]
    {
        let named = format!("{other}:{}", preview.port);
        for other in [other, &named] {
            let answer = ask(&state, &[&format!("Host: {other}")]);
            assert_eq!(answer.status, 421, "{other}");
            assert!(!answer.text().contains("Phase"), "{other}");
        }
    }
    assert_eq!(ask(&state, &[]).status, 400);
    assert_eq!(ask(&state, &[&host, "Host: evil.example"]).status, 400);
    // A page of another site that knows the address all the same.
    for origin in
        ["http://evil.example", "null", "https://127.0.0.1", &format!("http://localhost:{}", preview.port)]
    {
        assert_eq!(ask(&state, &[&host, &format!("Origin: {origin}")]).status, 403, "{origin}");
    }
    for site in ["cross-site", "same-site"] {
        assert_eq!(ask(&state, &[&host, &format!("Sec-Fetch-Site: {site}")]).status, 403, "{site}");
    }
    // The address without its secret, or with another.
    for path in ["/", "/state", "/0/state", "/favicon.ico", &state.replace(&preview.token, &"0".repeat(32))] {
        assert_eq!(ask(path, &[&host]).status, 404, "{path}");
    }
    let make = format!("/{}/handout", preview.token);
    let json = "Content-Type: application/json";
    let wish = r#"{"only":["handbook"]}"#;
    assert_eq!(preview.send("POST", &make, &[&host, json], wish).status, 403, "a form of another page");
    let own = format!("Origin: http://127.0.0.1:{}", preview.port);
    let plain = "Content-Type: text/plain";
    assert_eq!(preview.send("POST", &make, &[&host, &own, plain], wish).status, 415);
    let long = format!(r#"{{"pages":["{}"]}}"#, "x".repeat(1 << 20));
    assert_eq!(preview.send("POST", &make, &[&host, &own, json], &long).status, 413);
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
        assert_eq!(preview.send(method, &state, &[&host], "").status, 405, "{method}");
    }
}

#[test]
fn no_path_leads_out_of_the_site() {
    let folder = site();
    fs::write(folder.path().join("secret.md"), "# The secret\n\nIt is PLUMCAKE.\n").unwrap();
    let preview = Preview::open(folder.path());
    preview.get("ebook");
    preview.get("handbook");
    let ups = [
        "../secret.md",
        "..%2fsecret.md",
        "%2e%2e/secret.md",
        "%2e%2e%2fsecret.md",
        "..%5csecret.md",
        "..\\secret.md",
        "%252e%252e%252fsecret.md",
        "..%c0%afsecret.md",
        "..%00/secret.md",
        "....//secret.md",
        "..;/secret.md",
        "%u002e%u002e/secret.md",
        "/etc/passwd",
        "//etc/passwd",
        "%2fetc%2fpasswd",
        "file:///etc/passwd",
        "content/beta.md",
        "phasebook.yaml",
        "site/content/beta.md",
        "C:\\windows\\win.ini",
    ];
    let prefixes = [
        "",
        "page/",
        "poster/",
        "ebook/",
        "handout/",
        "ebook/light/",
        "content/",
        "../",
        "place/",
        "poster-place/",
    ];
    let look = preview.get("ebook").json()["look"].as_str().unwrap().to_owned();
    let own = format!("ebook/{look}/light/");
    for prefix in prefixes.iter().copied().chain([own.as_str(), &format!("{own}OEBPS/")]) {
        for up in ups {
            let answer = preview.get(&format!("{prefix}{up}"));
            assert!(matches!(answer.status, 400 | 404 | 421), "{prefix}{up}: {}", answer.status);
            let text = answer.text();
            assert!(!text.contains("PLUMCAKE") && !text.contains("root:"), "{prefix}{up}: {text}");
        }
    }
    // Addresses that HTTP allows and no browser sends.
    let host = format!("Host: 127.0.0.1:{}", preview.port);
    for path in [
        "*",
        "http://evil.example/",
        "http://127.0.0.1/",
        "///",
        &format!("/{}/../../secret.md", preview.token),
    ] {
        let status = preview.send("GET", path, &[&host], "").status;
        assert!(matches!(status, 400 | 404 | 421), "{path}: {status}");
    }
}

#[cfg(unix)]
#[test]
fn links_out_of_the_site_are_refused() {
    let folder = site();
    let secret = folder.path().join("secret.md");
    fs::write(&secret, "---\ntitle: Plumcake\n---\n\nIt is PLUMCAKE.\n").unwrap();
    let picture = folder.path().join("secret.svg");
    fs::write(
        &picture,
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><desc>PLUMCAKE</desc></svg>",
    )
    .unwrap();
    let content = folder.path().join("site/content");
    std::os::unix::fs::symlink(&secret, content.join("linked.md")).unwrap();
    std::os::unix::fs::symlink(&picture, content.join("linked.svg")).unwrap();
    std::os::unix::fs::symlink(folder.path(), content.join("up")).unwrap();
    let beta = content.join("beta.md");
    let text = fs::read_to_string(&beta).unwrap();
    fs::write(&beta, format!("{text}\n\n![a picture](linked.svg)\n\n![another](up/secret.svg)\n")).unwrap();
    let preview = Preview::open(folder.path());
    let state = preview.get("state").text();
    assert!(state.contains("linked.svg"), "the fault is named: {state}");
    let mut all = state;
    let ebook = preview.get("ebook").json();
    let look = ebook["look"].as_str().unwrap();
    for file in ebook["files"].as_array().unwrap() {
        all += &preview.get(&format!("ebook/{look}/light/{}", file["file"].as_str().unwrap())).text();
    }
    all += &preview.get("handbook").text();
    assert!(!all.contains("PLUMCAKE") && !all.contains("Plumcake"), "something of the linked file is shown");
}

#[test]
fn every_answer_forbids_everything_that_the_preview_does_not_need() {
    let folder = site();
    let preview = Preview::open(folder.path());
    let look = preview.get("ebook").json()["look"].as_str().unwrap().to_owned();
    let page = preview.get("handbook").json()["pages"][0]["look"].as_str().unwrap().to_owned();
    for path in ["", "preview.js", "preview.css", "state", "no-such-thing", &format!("page/{page}.svg")] {
        let answer = preview.get(path);
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none';"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"), "{path}");
    }
    let chapter = preview.get(&format!("ebook/{look}/dark/OEBPS/nav.xhtml"));
    let policy = chapter.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("sandbox") && !policy.contains("script"), "{policy}");
    assert!(!preview.get("").text().contains("http://"), "the page asks another host");
}

/// How many requests come at once; each of the connections sends a dozen without waiting.
const CONNECTIONS: usize = 850;
const EACH: usize = 12;

#[test]
fn thousands_of_requests_at_once_are_served_or_refused() {
    let folder = site();
    let preview = Preview::open(folder.path());
    preview.get("handbook");
    let before = preview.memory();
    let one = format!("GET /{}/state HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", preview.token, preview.port);
    let mut streams = Vec::new();
    for _ in 0..CONNECTIONS {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", preview.port)) else { continue };
        stream.set_read_timeout(Some(NEVER)).unwrap();
        let last = one.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
        // Who is turned away may be so while still sending.
        let _ = stream.write_all((one.repeat(EACH - 1) + &last).as_bytes());
        streams.push(stream);
    }
    let mut served = 0;
    for mut stream in streams {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        let statuses: Vec<&str> = text.split("HTTP/1.1 ").skip(1).map(|rest| &rest[..3]).collect();
        assert!(statuses.iter().all(|status| ["200", "503"].contains(status)), "{statuses:?}");
        served += statuses.len();
    }
    assert!(served > CONNECTIONS * EACH / 2, "only {served} were served");
    assert_eq!(preview.get("state").status, 200);
    if let (Some(before), Some(after)) = (before, preview.memory()) {
        assert!(after < before + 256_000, "memory went from {before} kB to {after} kB");
    }
}

#[test]
fn connections_that_say_nothing_keep_no_place_that_somebody_wants() {
    let folder = site();
    let preview = Preview::open(folder.path());
    // Each would keep its place for some seconds, and there are half as many places. On a machine
    // that is busy for longer than that, nothing is proved by one try.
    let is_prompt = |_| {
        let mut silent: Vec<TcpStream> =
            (0..256).map(|_| TcpStream::connect(("127.0.0.1", preview.port)).unwrap()).collect();
        for stream in &mut silent {
            // One that has lost its place already cannot be written to.
            let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: 127");
        }
        assert_eq!(preview.get("state").status, 200);
        let last = silent.last_mut().unwrap();
        last.set_nonblocking(true).unwrap();
        let mut byte = [0];
        // It is still there: nobody waited until its time was up.
        last.read(&mut byte).is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
    };
    assert!((0..8).any(is_prompt), "somebody always waited for those who say nothing");
}

#[test]
fn slow_clients_lose_their_place_and_keep_nobody_waiting() {
    let folder = site();
    let preview = Preview::open(folder.path());
    let connect = || TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
    // Some send half a request; others ask for much and take nothing.
    let mut slow: Vec<TcpStream> = (0..40).map(|_| connect()).collect();
    for stream in &mut slow {
        write!(stream, "GET /{}/state HTTP/1.1\r\nHost: 127", preview.token).unwrap();
    }
    let mut lazy: Vec<TcpStream> = (0..40).map(|_| connect()).collect();
    for stream in &mut lazy {
        let ask =
            format!("GET /{}/text.ttf HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", preview.token, preview.port);
        stream.write_all(ask.repeat(100).as_bytes()).unwrap();
    }
    let font = preview.get("text.ttf").body.len();
    assert!(font > 10_000);
    for stream in &mut slow {
        stream.set_read_timeout(Some(NEVER)).unwrap();
        let mut bytes = Vec::new();
        // Either an end or a reset; a time-out would be a place that is kept for ever.
        if let Err(error) = stream.read_to_end(&mut bytes) {
            assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "a slow client keeps its place");
        }
    }
    // By now those that take nothing have been given up, so not all is there to be taken.
    let begun = Instant::now();
    while preview.connections().is_some_and(|open| open >= 40) {
        assert!(begun.elapsed() < NEVER, "those that take nothing keep their places");
        std::thread::yield_now();
    }
    assert_eq!(preview.get("state").status, 200);
    drop(lazy);
}
