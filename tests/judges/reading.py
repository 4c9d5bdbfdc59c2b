"""How an EPUB's page is read on from a place, in the order of the document."""


def text_from(root, begins, passed_over=lambda node: False):
    """The text from the first element for which `begins` holds; none where there is
    no such element. Elements for which `passed_over` holds say nothing, and nor do comments."""
    out, reached = [], False

    def walk(node):
        nonlocal reached
        reached = reached or begins(node)
        if not isinstance(node.tag, str) or passed_over(node):
            return
        if reached and node.text:
            out.append(node.text)
        for child in node:
            walk(child)
            if reached and child.tail:
                out.append(child.tail)

    walk(root)
    return "".join(out) if reached else None
