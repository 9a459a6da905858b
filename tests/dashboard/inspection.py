"""What every screen has to hold: axe, targets big enough to hit, no sideways scrolling."""

from __future__ import annotations

from typing import Any

from tests.dashboard.demo import ROOT
from tests.dashboard.visitor import Visitor

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
_AXE_RUN = """async rules => {
    const only = rules ? {runOnly: {type: 'rule', values: rules}} : {}
    const found = await axe.run(document, {resultTypes: ['violations'], ...only})
    const shown = node => `${node.target.join(' ')} ${node.html.slice(0, 140)}`
    return found.violations.map(v => [v.id, v.help, v.nodes.slice(0, 4).map(shown), v.nodes.length])
}"""
# WCAG 2.5.8 exempts links inside sentences; what is drawn for readers only has no target; an overlay counts as its owner's
_TARGETS = """least => {
    const hit = element => {
        const box = element.getBoundingClientRect()
        let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom]
        const grow = other => {
            left = Math.min(left, other.left); top = Math.min(top, other.top)
            right = Math.max(right, other.right); bottom = Math.max(bottom, other.bottom)
        }
        for (const part of ['::before', '::after']) {
            const style = getComputedStyle(element, part)
            if (style.content !== 'none' && style.position === 'absolute' && style.inset === '0px') {
                let owner = element
                while (owner.parentElement && getComputedStyle(owner).position === 'static') owner = owner.parentElement
                grow(owner.getBoundingClientRect())
            }
        }
        for (const label of element.labels ?? []) if (label.contains(element)) grow(label.getBoundingClientRect())
        return [right - left, bottom - top]
    }
    const inSentence = element => {
        if (element.tagName !== 'A' || !getComputedStyle(element).display.startsWith('inline')) return false
        const around = element.parentElement
        const words = [...around.childNodes].filter(n => n !== element).map(n => n.textContent).join('').trim()
        return getComputedStyle(around).display !== 'flex' && words.length > 2
    }
    const forReaders = element => {
        for (let each = element; each; each = each.parentElement) {
            const style = getComputedStyle(each)
            if (style.clipPath === 'inset(50%)' || style.clip.startsWith('rect(0px')) return true
        }
        return false
    }
    const wanted = 'a[href],button,input:not([type=hidden]),select,textarea,summary,[role=button],[role=tab],[role=menuitem],' +
        '[role=option],[role=checkbox],[role=switch],[role=radio],[role=slider]'
    const small = []
    for (const element of document.querySelectorAll(wanted)) {
        if (!element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue
        if (element.closest('[aria-hidden=true],[inert]')) continue
        const own = element.getBoundingClientRect()
        const [width, height] = hit(element)
        if (Math.max(own.width, width) <= 1 || Math.max(own.height, height) <= 1) continue
        if (own.right < 0 || own.bottom + scrollY < 0 || forReaders(element)) continue
        if (Math.min(width, height) >= least - 0.5 || inSentence(element)) continue
        const name = (element.getAttribute('aria-label') || element.textContent || element.name || '').trim().slice(0, 40)
        small.push(`${element.tagName.toLowerCase()} "${name}" ${Math.round(width)}x${Math.round(height)}`)
    }
    return small
}"""
_WIDER = """width => {
    if (Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) <= width) return []
    const end = element => Math.round(element.getBoundingClientRect().right)
    return [...document.querySelectorAll('body *')]
        .filter(e => end(e) > width + 1 && e.checkVisibility()).slice(-3)
        .map(e => `${e.tagName.toLowerCase()}.${String(e.className).slice(0, 80)} ends at ${end(e)}`)
}"""


async def inspected(visitor: Visitor, *, touch: bool = False) -> list[str]:
    """All faults of what shows now, colours included."""
    page = visitor.page
    faults = await axe(visitor)
    least = 44 if touch else 24
    small: list[str] = await page.evaluate(_TARGETS, least)
    faults += [f"target below {least} px: {each}" for each in dict.fromkeys(small)]
    return faults + await wider(visitor)


async def wider(visitor: Visitor) -> list[str]:
    """What makes the page scroll sideways."""
    width = visitor.page.viewport_size["width"] if visitor.page.viewport_size else 0
    wide: list[str] = await visitor.page.evaluate(_WIDER, width)
    return [f"wider than {width} px: {'; '.join(wide)}"] if wide else []


async def axe(visitor: Visitor, *rules: str) -> list[str]:
    """axe's violations, of these rules only when some are named."""
    page = visitor.page
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(AXE.read_text())
    found: list[list[Any]] = await page.evaluate(_AXE_RUN, list(rules) or None)
    return [f"axe {name}: {help_} ({count}×) {' | '.join(nodes)}" for name, help_, nodes, count in found]
