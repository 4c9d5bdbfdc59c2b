//! Colour profiles (ICC.1), made here, so that none of somebody else's has to be handed on.

/// What a profile is to be.
pub struct Made {
    /// The class, such as `prtr`.
    pub class: [u8; 4],
    /// The colour space, such as `CMYK`.
    pub space: [u8; 4],
    /// The first number of the version.
    pub version: u8,
    /// The description.
    pub description: &'static str,
    /// What the profile measures.
    pub target: Option<&'static str>,
}

impl Default for Made {
    fn default() -> Self {
        Self {
            class: *b"prtr",
            space: *b"CMYK",
            version: 2,
            description: "Proof press, coated",
            target: Some("ICCHDAT PROOF1"),
        }
    }
}

/// A profile of a press whose inks behave simply: tables between four inks and Lab, each way.
pub fn press() -> Vec<u8> {
    Made::default().bytes()
}

impl Made {
    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        let to_lab = table((4, 3), 2, lab);
        let to_inks = table((3, 4), 9, inks);
        let mut tags = vec![
            (*b"desc", description(self.description)),
            (*b"cprt", text("No copyright, use freely")),
            (*b"wtpt", [&b"XYZ \0\0\0\0"[..], &[0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d]].concat()),
        ];
        tags.extend(["A2B0", "A2B1", "A2B2"].map(|tag| (tag.as_bytes().try_into().unwrap(), to_lab.clone())));
        tags.extend(
            ["B2A0", "B2A1", "B2A2"].map(|tag| (tag.as_bytes().try_into().unwrap(), to_inks.clone())),
        );
        tags.push((*b"gamt", table((3, 1), 2, |_| vec![0.0])));
        tags.extend(self.target.map(|target| (*b"targ", text(target))));
        let mut data = Vec::new();
        let mut list = u32::try_from(tags.len()).unwrap().to_be_bytes().to_vec();
        let first = 128 + 4 + 12 * tags.len();
        for (tag, bytes) in &tags {
            let number = |number: usize| u32::try_from(number).unwrap().to_be_bytes();
            list.extend([&tag[..], &number(first + data.len()), &number(bytes.len())].concat());
            data.extend(bytes);
            data.resize(data.len().next_multiple_of(4), 0);
        }
        let mut head = vec![0; 128];
        head[..4].copy_from_slice(&u32::try_from(first + data.len()).unwrap().to_be_bytes());
        head[8..10].copy_from_slice(&[self.version, 0x10]);
        head[12..16].copy_from_slice(&self.class);
        head[16..20].copy_from_slice(&self.space);
        head[20..24].copy_from_slice(b"Lab ");
        head[24..30].copy_from_slice(&[0x07, 0xea, 0, 1, 0, 1]);
        head[36..40].copy_from_slice(b"acsp");
        // The light under which it counts: D50.
        head[68..80].copy_from_slice(&[0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d]);
        [head, list, data].concat()
    }
}

/// A table of 8 bits (ICC.1:2001, 6.5.8): so many values in and out, and what each point of the grid gives.
fn table((inputs, outputs): (usize, usize), grid: usize, of: impl Fn(&[f64]) -> Vec<f64>) -> Vec<u8> {
    let byte = |share: f64| (share.clamp(0.0, 1.0) * 255.0).round() as u8;
    let mut bytes = b"mft1\0\0\0\0".to_vec();
    bytes.extend([inputs as u8, outputs as u8, grid as u8, 0]);
    for place in 0..9 {
        bytes.extend(if place % 4 == 0 { [0, 1, 0, 0] } else { [0; 4] });
    }
    let straight: Vec<u8> = (0..=255).collect();
    bytes.extend(straight.repeat(inputs));
    for point in 0..grid.pow(inputs as u32) {
        let at = |input: usize| (point / grid.pow((inputs - 1 - input) as u32)) % grid;
        let values: Vec<f64> = (0..inputs).map(|input| at(input) as f64 / (grid - 1) as f64).collect();
        let out = of(&values);
        assert_eq!(out.len(), outputs);
        bytes.extend(out.into_iter().map(byte));
    }
    bytes.extend(straight.repeat(outputs));
    bytes
}

/// Lightness and two axes of colour, each 0 to 1, of inks.
fn lab(ink: &[f64]) -> Vec<f64> {
    let [c, m, y, k] = ink else { panic!("four inks") };
    let light = (1.0 - 0.4 * c) * (1.0 - 0.5 * m) * (1.0 - 0.08 * y) * (1.0 - 0.9 * k);
    let a = 0.5 + (0.29 * m - 0.14 * c - 0.02 * y) * (1.0 - k);
    let b = 0.5 + (0.36 * y - 0.2 * c - 0.02 * m) * (1.0 - k);
    vec![light, a, b]
}

/// Inks of lightness and two axes of colour.
fn inks(lab: &[f64]) -> Vec<f64> {
    let [light, a, b] = lab else { panic!("three axes") };
    let dark = 1.0 - light;
    let (red, yellow) = ((a - 0.5) * 2.0, (b - 0.5) * 2.0);
    let part = |part: f64| (dark * 0.5 + part).clamp(0.0, 1.0);
    vec![part(-red - yellow * 0.4), part(red), part(yellow), dark * dark]
}

fn description(words: &str) -> Vec<u8> {
    let mut bytes = b"desc\0\0\0\0".to_vec();
    bytes.extend(u32::try_from(words.len() + 1).unwrap().to_be_bytes());
    bytes.extend(words.as_bytes());
    // No other language, and nothing for old computers.
    bytes.extend([0; 1 + 8 + 2 + 1 + 67]);
    bytes
}

fn text(words: &str) -> Vec<u8> {
    [b"text\0\0\0\0", words.as_bytes(), b"\0"].concat()
}
