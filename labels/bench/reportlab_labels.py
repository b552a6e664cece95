#!/usr/bin/python3
"""Draws the labels of a JSON file with ReportLab, for comparing the time with packdesk's.

The input is what `bench -dump DIR` (main.go beside this file) writes: one object a label with the texts, the
tracking number and the order number, and beside it the three fonts. Content and place of every part are the same as on
packdesk's label; text is shrunk to its width, as there. Nothing is read back, which packdesk does for every label.

    apt-get install python3-reportlab
    /usr/bin/python3 reportlab_labels.py DIR
"""

import json
import os
import sys

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode import code128, qr
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

WIDTH, HEIGHT = 288, 432


def fonts(folder):
    for name, file in (("sans", "sans.ttf"), ("bold", "sans-bold.ttf"), ("han", "han.ttf")):
        pdfmetrics.registerFont(TTFont(name, os.path.join(folder, file)))


def line(c, font, text, x, y, size, width):
    if any(ord(ch) > 0x2E80 for ch in text):
        font = "han"
    natural = pdfmetrics.stringWidth(text, font, size)
    if natural > width:
        size *= width / natural
    c.setFont(font, size)
    c.drawString(x, HEIGHT - y, text)


def label(c, l):
    m = 3 * mm
    w = WIDTH - 2 * m
    line(c, "bold", l["carrier"], m, 8.5 * mm, 15, w * 0.7)
    line(c, "sans", l["service"], m, 12.5 * mm, 9.5, w * 0.7)
    c.rect(m, HEIGHT - 14.3 * mm, w, 0.3 * mm, stroke=0, fill=1)
    line(c, "bold", "FROM / RETURN TO", m, 17 * mm, 6.5, w)
    y = 20.5 * mm
    for i, t in enumerate(l["from"]):
        line(c, "bold" if i == 0 else "sans", t, m, y, 7.5, w)
        y += 3.2 * mm
    c.rect(m, HEIGHT - 36 * mm, w, 0.8 * mm, stroke=0, fill=1)
    line(c, "bold", "SHIP TO", m, 39 * mm, 6.5, w)
    y = 45.5 * mm
    for i, t in enumerate(l["to"]):
        line(c, "bold" if i == 0 else "sans", t, m, y, 18 if i == 0 else 15, w)
        y += 6.5 * mm
    c.rect(m, HEIGHT - 88 * mm, w, 0.8 * mm, stroke=0, fill=1)
    bars = code128.Code128(l["tracking"], barWidth=l["module"] * 72 / 203, barHeight=27 * mm, quiet=0)
    bars.drawOn(c, (WIDTH - bars.width) / 2, HEIGHT - 117 * mm)
    size = 17
    c.setFont("bold", size)
    c.drawCentredString(WIDTH / 2, HEIGHT - 123.5 * mm, l["tracking"])
    c.rect(m, HEIGHT - 127 * mm, w, 0.3 * mm, stroke=0, fill=1)
    side = 22 * mm
    code = qr.QrCodeWidget(l["order"], barLevel="M")
    x0, y0, x1, y1 = code.getBounds()
    d = Drawing(side, side, transform=[side / (x1 - x0), 0, 0, side / (y1 - y0), 0, 0])
    d.add(code)
    renderPDF.draw(d, c, m, HEIGHT - 150 * mm)
    line(c, "bold", "ORDER", m + side + 2 * mm, 130 * mm, 6.5, w)
    line(c, "bold", l["order"], m + side + 2 * mm, 137 * mm, 17, w - side)
    c.showPage()


def main():
    folder = sys.argv[1]
    fonts(folder)
    c = canvas.Canvas(os.path.join(folder, "reportlab.pdf"), pagesize=(WIDTH, HEIGHT))
    with open(os.path.join(folder, "labels.json"), encoding="utf-8") as f:
        for l in json.load(f):
            label(c, l)
    c.save()


main()
