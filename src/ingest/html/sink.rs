//! Takes what html5ever's tree builder makes into the flat tree.

use super::dom::{Attributes, Data, Dom, Id, Link, NONE};
use html5ever::interface::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, ExpandedName, QualName, local_name, ns};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

/// Attributes that are kept.
const KEPT: [&str; 19] = [
    "id",
    "class",
    "style",
    "hidden",
    "rowspan",
    "colspan",
    "type",
    "start",
    "value",
    "reversed",
    "role",
    "name",
    "content",
    "property",
    "itemprop",
    "http-equiv",
    "border",
    "height",
    "width",
];

/// A node as the tree builder holds it.
#[derive(Clone)]
pub struct Handle {
    id: Id,
    name: QualName,
}

/// Where the tree builder puts the nodes.
#[derive(Default)]
pub struct Sink {
    pub dom: RefCell<Dom>,
    /// How the text that comes next is linked.
    pub link: Cell<Link>,
}

impl Sink {
    fn plain(&self, data: Data) -> Handle {
        let id = self.dom.borrow_mut().add(data);
        Handle { id, name: QualName::new(None, ns!(), local_name!("")) }
    }

    fn place(&self, child: NodeOrText<Handle>, put: impl Fn(&mut Dom, Id)) {
        let mut dom = self.dom.borrow_mut();
        let id = match child {
            NodeOrText::AppendNode(handle) => handle.id,
            NodeOrText::AppendText(text) => {
                let start = dom.text.len() as u32;
                dom.text.push_str(&text);
                dom.add(Data::Text(start, text.len() as u32, self.link.get()))
            }
        };
        put(&mut dom, id);
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Dom;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Dom {
        self.dom.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: 0, name: QualName::new(None, ns!(), local_name!("")) }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.expanded()
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Handle {
        let kept: Attributes = attrs
            .into_iter()
            .filter_map(|a| {
                let name = KEPT.iter().find(|k| **k == &*a.name.local)?;
                Some((*name, a.value.to_string()))
            })
            .collect();
        let kept = (!kept.is_empty()).then(|| Box::new(kept));
        let id = self.dom.borrow_mut().add(Data::Element(name.local.clone(), kept));
        Handle { id, name }
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.plain(Data::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.plain(Data::Other)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let parent = parent.id;
        self.place(child, |dom, id| dom.append(parent, id));
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let placed = self.dom.borrow().node(element.id).is_some_and(|n| n.parent != NONE);
        if placed {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, _: &Handle) -> Handle {
        // A template's content stands nowhere: it is not shown.
        self.plain(Data::Other)
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let sibling = sibling.id;
        self.place(child, |dom, id| dom.insert_before(sibling, id));
    }

    fn add_attrs_if_missing(&self, _: &Handle, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &Handle) {
        self.dom.borrow_mut().detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut dom = self.dom.borrow_mut();
        let children: Vec<Id> = dom.children(node.id).collect();
        for child in children {
            dom.append(new_parent.id, child);
        }
    }
}
