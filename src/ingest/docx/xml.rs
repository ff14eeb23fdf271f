//! XML events by local name: a strict document and a transitional one read alike. No entity of a document's own is
//! ever expanded or fetched.

use quick_xml::events::{BytesStart, Event as Raw};

/// What a part says next.
pub enum Event<'a> {
    /// An element begins; an empty one is followed by its `End`.
    Start(Element<'a>),
    End,
    /// Character data, entities resolved.
    Text(std::borrow::Cow<'a, str>),
}

/// An element's start.
pub struct Element<'a>(BytesStart<'a>);

/// Why a part could not be read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// The text ends inside an element.
    Short,
    /// No well-formed XML at this byte.
    At(u64),
}

impl Broken {
    /// The cause in words.
    pub fn reason(&self) -> String {
        match self {
            Broken::Short => "内容不完整".to_owned(),
            Broken::At(byte) => format!("第 {byte} 字节处不是合法的 XML"),
        }
    }
}

/// Reads the events of a part.
pub struct Reader<'a> {
    inner: quick_xml::Reader<&'a [u8]>,
    depth: usize,
    empty: bool,
    started: bool,
    /// Entities of the document's own, left out.
    pub entities: usize,
}

impl<'a> Reader<'a> {
    /// Begins at the start of a part.
    pub fn new(text: &'a str) -> Self {
        let mut inner = quick_xml::Reader::from_str(text);
        inner.config_mut().allow_dangling_amp = true;
        Self { inner, depth: 0, empty: false, started: false, entities: 0 }
    }

    /// The next event; none at the end of a whole part.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Option<Event<'a>>, Broken> {
        if std::mem::take(&mut self.empty) {
            return Ok(Some(Event::End));
        }
        loop {
            let at = self.inner.buffer_position();
            let event = self.inner.read_event().map_err(|_| Broken::At(at))?;
            match event {
                Raw::Start(tag) => {
                    self.depth += 1;
                    self.started = true;
                    return Ok(Some(Event::Start(Element(tag))));
                }
                Raw::Empty(tag) => {
                    self.empty = true;
                    self.started = true;
                    return Ok(Some(Event::Start(Element(tag))));
                }
                Raw::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Event::End));
                }
                Raw::Text(text) => return Ok(Some(Event::Text(text.into_inner()))),
                Raw::CData(text) => return Ok(Some(Event::Text(text.into_inner()))),
                Raw::GeneralRef(name) => {
                    let known = match &*name {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => name.resolve_char_ref().ok().flatten(),
                    };
                    match known {
                        Some(c) => return Ok(Some(Event::Text(c.to_string().into()))),
                        None => self.entities += 1,
                    }
                }
                Raw::Eof if self.depth > 0 || !self.started => return Err(Broken::Short),
                Raw::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// Passes over what is left of the element that just began.
    pub fn skip(&mut self) -> Result<(), Broken> {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.next()? {
                Some(Event::Start(_)) => depth += 1,
                Some(Event::End) => depth -= 1,
                Some(Event::Text(_)) => {}
                None => return Err(Broken::Short),
            }
        }
        Ok(())
    }
}

impl Element<'_> {
    /// The name without its prefix.
    pub fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of the attribute of a local name.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes.with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
        Some(match quick_xml::escape::unescape(&found.value) {
            Ok(value) => value.into_owned(),
            Err(_) => found.value.into_owned(),
        })
    }

    /// The `val` attribute.
    pub fn val(&self) -> Option<String> {
        self.attribute("val")
    }

    /// A toggle: on unless its value says otherwise.
    pub fn on(&self) -> bool {
        !self.val().is_some_and(|v| matches!(v.as_str(), "0" | "false" | "off" | "none"))
    }

    /// The `val` attribute as a number.
    pub fn number<T: std::str::FromStr>(&self) -> Option<T> {
        self.val()?.trim().parse().ok()
    }
}
