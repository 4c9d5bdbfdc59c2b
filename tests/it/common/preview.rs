//! A preview that runs, and a client that asks what it likes.
#![allow(dead_code)]

use std::fs;
use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The most that anything waits for: so long that only a fault takes it, on the busiest of machines.
pub const NEVER: Duration = Duration::from_secs(600);

/// A folder with the sample's pages in `site/`.
pub fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["content", "assets/pictograms"] {
        let to = folder.path().join("site").join(part);
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(root.join(part)).unwrap() {
            let from = entry.unwrap().path();
            if from.is_file() {
                fs::copy(&from, to.join(from.file_name().unwrap())).unwrap();
            }
        }
    }
    fs::copy(root.join("phasebook.yaml"), folder.path().join("site/phasebook.yaml")).unwrap();
    folder
}

/// A preview that runs until this is dropped.
pub struct Preview {
    child: Child,
    errors: PathBuf,
    pub address: String,
    pub port: u16,
    pub token: String,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer, taken apart.
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

impl Preview {
    /// Opens a preview for `site` in a folder, at any port.
    pub fn open(folder: &Path) -> Self {
        Self::open_at(folder, 0)
    }

    pub fn open_at(folder: &Path, port: u16) -> Self {
        let errors = folder.join(format!("stderr-{port}"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_phasebook"))
            .args(["preview", "site", "--port", &port.to_string()])
            .env_remove("SOURCE_DATE_EPOCH")
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&errors).unwrap())
            .spawn()
            .expect("the program was built for this test");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit(' ').next().unwrap().to_owned();
        let rest = address.strip_prefix("http://127.0.0.1:").unwrap_or_else(|| panic!("no address: {line}"));
        let (port, token) = rest.trim_end_matches('/').split_once('/').unwrap();
        Self { child, port: port.parse().unwrap(), token: token.to_owned(), address, errors }
    }

    /// Asks as the preview's own page does, for a path behind the token.
    pub fn get(&self, path: &str) -> Answer {
        let host = format!("Host: 127.0.0.1:{}", self.port);
        self.send("GET", &format!("/{}/{path}", self.token), &[&host], "")
    }

    /// Sends along what the preview's own page would.
    pub fn post(&self, path: &str, json: &serde_json::Value) -> Answer {
        let own = format!("127.0.0.1:{}", self.port);
        let headers = [
            format!("Host: {own}"),
            format!("Origin: http://{own}"),
            "Content-Type: application/json".into(),
        ];
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        self.send("POST", &format!("/{}/{path}", self.token), &headers, &json.to_string())
    }

    /// Sends a request as it is written, which no client with manners would.
    pub fn send(&self, method: &str, target: &str, headers: &[&str], body: &str) -> Answer {
        let answer = self.try_send(method, target, headers, body);
        answer.unwrap_or_else(|| panic!("no answer to {method} {target}"))
    }

    /// The same of a preview that may end meanwhile: none where it gives no answer.
    pub fn try_send(&self, method: &str, target: &str, headers: &[&str], body: &str) -> Option<Answer> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(NEVER)).unwrap();
        let mut head = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
        headers.iter().for_each(|header| head += &format!("{header}\r\n"));
        if !body.is_empty() {
            head += &format!("Content-Length: {}\r\n", body.len());
        }
        // Whoever is refused early may not have sent everything.
        let _ = stream.write_all(format!("{head}\r\n{body}").as_bytes());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        let body = bytes[end + 4..].to_vec();
        Some(Answer { status, headers, body })
    }

    /// Asks as the preview's own page does, of a preview that may end meanwhile.
    pub fn try_get(&self, path: &str) -> Option<Answer> {
        let host = format!("Host: 127.0.0.1:{}", self.port);
        self.try_send("GET", &format!("/{}/{path}", self.token), &[&host], "")
    }

    /// Waits until something is so that must become so, and asks again at each event that the
    /// preview tells of; panics where it never does.
    pub fn wait_until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        loop {
            // Events are heard from before the question on, so that none is missed.
            let mut events = self.events();
            loop {
                if is_so(self) {
                    return;
                }
                assert!(begun.elapsed() < NEVER, "never: {what}");
                // None while the preview begins again.
                let Some(heard) = &mut events else { break std::thread::yield_now() };
                if !heard.by_ref().map_while(Result::ok).any(|line| line.starts_with("event: ")) {
                    break;
                }
            }
        }
    }

    /// The lines of the preview's events, after those that tell what is shown already. None while the
    /// preview is not there.
    pub fn events(&self) -> Option<Lines<BufReader<TcpStream>>> {
        let mut lines = self.all_events()?;
        lines.by_ref().map_while(Result::ok).find(|line| line.starts_with("event: turn"))?;
        Some(lines)
    }

    /// The chapters that are shown ahead of the book, as they come. None while the preview is not there.
    pub fn drafts(&self) -> Option<impl Iterator<Item = serde_json::Value> + use<>> {
        let lines = self.all_events()?.map_while(Result::ok);
        // What is told of a turn is a number.
        let told = |line: String| serde_json::from_str(line.strip_prefix("data: ")?).ok();
        Some(lines.filter_map(told).filter(serde_json::Value::is_object))
    }

    fn all_events(&self) -> Option<Lines<BufReader<TcpStream>>> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(NEVER)).unwrap();
        let host = format!("Host: 127.0.0.1:{}", self.port);
        write!(stream, "GET /{}/events HTTP/1.1\r\n{host}\r\n\r\n", self.token).ok()?;
        Some(BufReader::new(stream).lines())
    }

    /// What the preview said on standard error.
    pub fn stderr(&self) -> String {
        fs::read_to_string(&self.errors).unwrap()
    }

    /// The process that serves, which the one that was started keeps; where the system tells.
    pub fn served_by(&self) -> Option<u32> {
        let keeper = self.child.id();
        let children = fs::read_to_string(format!("/proc/{keeper}/task/{keeper}/children")).ok()?;
        children.split_whitespace().next()?.parse().ok()
    }

    /// The memory that the preview has taken, in kB, where the system tells.
    pub fn memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.served_by()?)).ok()?;
        status.lines().find(|line| line.starts_with("VmRSS:"))?.split_whitespace().nth(1)?.parse().ok()
    }

    /// How many connections the preview has, where the system tells.
    pub fn connections(&self) -> Option<usize> {
        let all = fs::read_dir(format!("/proc/{}/fd", self.served_by()?)).ok()?;
        let socket = |entry: fs::DirEntry| {
            fs::read_link(entry.path()).is_ok_and(|to| to.to_string_lossy().starts_with("socket:"))
        };
        Some(all.flatten().map(socket).filter(|is| *is).count())
    }
}
