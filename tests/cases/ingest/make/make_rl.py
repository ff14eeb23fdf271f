"""Makes the PDF test files that need no office program: CID fonts without tables, rulings, scans, encryption."""
import io, sys, os, zlib, random
from reportlab.pdfgen import canvas
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.lib.utils import ImageReader
out = sys.argv[1]
pdfmetrics.registerFont(UnicodeCIDFont('STSong-Light'))
F = 'STSong-Light'
W, H = A4

def wrap(text, size, width, indent=2):
    """Chinese line breaking: full-width grid, runs of digits may break (as some typesetters do)."""
    lines, cur, w = [], '', indent * size
    for c in text:
        cw = size * (0.5 if ord(c) < 128 else 1.0)
        if w + cw > width + 0.01 and c not in '，。；：、）”':
            lines.append(cur); cur, w = '', 0
        cur += c; w += cw
    if cur: lines.append(cur)
    return lines

def para(c, text, x, y, size, width, lead, indent=2):
    for i, line in enumerate(wrap(text, size, width, indent)):
        c.drawString(x + (indent * size if i == 0 else 0), y, line); y -= lead
    return y

P1 = '2023年，全省深入开展小微企业质量管理体系认证提升行动，共帮扶企业1234家，同比增长5.3%，培训人员21034人次，发放补贴资金1200余万元，推动质量基础设施协同服务进一步落地见效。'
P2 = '各市州积极响应，成都市帮扶企业312家，绵阳市帮扶企业98家，德阳市帮扶企业87家；全省新增获证企业456家，认证证书数量达到78901张，较上年末增加3456张，增长4.6%。'
P3 = '下一步，我们将继续加大工作力度，完善政策措施，力争2024年帮扶企业达到1500家以上。'

# 1 single column, predefined CMap without ToUnicode, header, footer page numbers, cross page paragraph
c = canvas.Canvas(f'{out}/unigb.pdf', pagesize=A4)
c.setTitle('关于2023年质量提升行动情况的报告')
pages = 4
body = [P1, P2, P3, P2, P1, P3] * 4
y = None; page = 0
lines = []
for i, p in enumerate(body):
    for j, l in enumerate(wrap(p, 10.5, 420)):
        lines.append((j == 0, l))
per = 30
n = 0
while n < len(lines):
    page += 1
    c.setFont(F, 9); c.drawCentredString(W/2, H-40, '四川省市场监督管理局')
    c.drawCentredString(W/2, 40, f'- {page} -')
    y = H - 90
    if page == 1:
        c.setFont(F, 20); c.drawCentredString(W/2, y, '关于2023年质量提升行动'); y -= 28
        c.drawCentredString(W/2, y, '情况的报告'); y -= 40
        c.setFont(F, 14); c.drawString(90, y, '一、主要工作'); y -= 26
    c.setFont(F, 10.5)
    for first, l in lines[n:n+per]:
        c.drawString(88 + (21 if first else 0), y, l); y -= 20
    n += per
    c.showPage()
c.save()
open(f'{out}/unigb.txt', 'w').write('关于2023年质量提升行动情况的报告\n一、主要工作\n' + ''.join(p + '\n' for p in body))

# 2 number broken over the line end, and two numbers with a blank
c = canvas.Canvas(f'{out}/broken_number.pdf', pagesize=A4)
c.setFont(F, 12); y = H-100
def full(prefix, tail, x=90, n=34):
    pass
row = '全省开展质量提升行动以来累计帮扶小微企业质量管理体系认证共计12'
nxt = '34家，认证证书数量稳步增加，企业质量管理水平得到明显提升，社会反响良好。'
c.drawString(90 + 24, y, row); right = 90 + 24 + pdfmetrics.stringWidth(row, F, 12); y -= 20
c.drawString(90, y, nxt); y -= 20
c.drawString(90 + 24, y, '这一段的首行也是满行并且在行末有年份这样的数字需要保留空格才行 2022 '); y -= 20
c.drawString(90, y, '2023两个年份分开。'); y -= 20
for k in range(3):
    c.drawString(90 + 24, y, '这是一行用来确定版心右边界的文字这是一行用来确定版心右边界的文字'); y -= 20
    c.drawString(90, y, '短行结束。'); y -= 20
c.save()

# 3 two columns with a full-width title
c = canvas.Canvas(f'{out}/two_columns.pdf', pagesize=A4)
c.setFont(F, 18); c.drawCentredString(W/2, H-90, '质量工作简报')
c.setFont(F, 10.5)
colw = 21 * 10.5 - 21
for x, ps in ((80, [P1, P2]), (80 + colw + 28, [P3, P1])):
    y = H - 130
    for p in ps: y = para(c, p, x, y, 10.5, colw, 18)
c.save()
open(f'{out}/two_columns.txt', 'w').write('质量工作简报\n' + ''.join(p + '\n' for p in [P1, P2, P3, P1]))

# 4 ruled table with merged header and caption
c = canvas.Canvas(f'{out}/ruled_table.pdf', pagesize=A4)
c.setFont(F, 10.5); y = H-100
y = para(c, P3, 88, y, 10.5, 420, 20)
c.drawCentredString(W/2, y-6, '表1 各地区帮扶企业情况'); y -= 24
c.drawRightString(508, y, '单位：家、%'); y -= 8
xs = [88, 188, 298, 408, 508]; rh = 22
top = y
rows = [['地区', '帮扶企业', '', '增长率'], ['', '计划', '完成', ''], ['成都市', '300', '312', '5.3'], ['绵阳市', '100', '98', '-2.0'], ['合 计', '1,400', '1,434', '…']]
for i in range(len(rows) + 1):
    if i == 1:
        c.line(xs[1], top - rh, xs[3], top - rh)
    else:
        c.line(xs[0], top - i*rh, xs[4], top - i*rh)
for k, x in enumerate(xs):
    c.line(x, top - (rh if k == 2 else 0), x, top - rh*len(rows))
for i, r in enumerate(rows):
    for k, t in enumerate(r):
        if not t: continue
        span = 2 if (i, k) == (0, 1) else 1
        dy = rh/2 if i == 0 and k in (0, 3) else 0
        c.drawCentredString((xs[k]+xs[k+span])/2, top - i*rh - 15 - dy, t)
y = top - rh*len(rows) - 20
y = para(c, P2, 88, y, 10.5, 420, 20)
c.save()

# 5 unruled aligned table
c = canvas.Canvas(f'{out}/aligned_table.pdf', pagesize=A4)
c.setFont(F, 10.5); y = H-100
y = para(c, P1, 88, y, 10.5, 420, 20)
c.drawCentredString(W/2, y-4, '表2 主要指标'); y -= 28
for r in [['指标', '2022年', '2023年', '增长(%)'], ['帮扶企业（家）', '1178', '1234', '4.8'], ['培训人次', '20 120', '21 034', '4.5'], ['补贴资金（万元）', '1100', '1200', '9.1'], ['新增获证企业（家）', '—', '456', '']]:
    c.drawString(95, y, r[0])
    for x, t in zip((290, 390, 500), r[1:]): c.drawRightString(x, y, t)
    y -= 20
y = para(c, P3, 88, y-6, 10.5, 420, 20)
c.save()

# 6 superscript note marks, exponents, subscripts
c = canvas.Canvas(f'{out}/superscript.pdf', pagesize=A4)
t = c.beginText(88, H-100); t.setFont(F, 10.5)
t.textOut('同比增长5.3%'); t.setFont(F, 6); t.setRise(4); t.textOut('1'); t.setRise(0); t.setFont(F, 10.5); t.textOut('，面积120km')
t.setFont(F, 6); t.setRise(4); t.textOut('2'); t.setRise(0); t.setFont(F, 10.5); t.textOut('，企业达到1234'); t.setFont(F, 6); t.setRise(4); t.textOut('[2]'); t.setRise(0); t.setFont(F, 10.5); t.textOut('家，PM'); t.setFont(F, 6); t.setRise(-2); t.textOut('2.5'); t.setRise(0); t.setFont(F, 10.5); t.textOut('下降。')
c.drawText(t)
c.save()

# 7 scan, mixed, OCR layer
from PIL import Image
img = Image.new('L', (120, 160), 230)
for i in range(120):
    img.putpixel((i, i), 0)
def scan(c): c.drawImage(ImageReader(img), 0, 0, W, H)
c = canvas.Canvas(f'{out}/scan.pdf', pagesize=A4)
for _ in range(3): scan(c); c.showPage()
c.save()
c = canvas.Canvas(f'{out}/mixed.pdf', pagesize=A4)
c.setFont(F, 12); para(c, P1, 88, H-100, 12, 420, 22); c.showPage()
scan(c); c.showPage(); scan(c); c.showPage()
c.setFont(F, 12); para(c, P2, 88, H-100, 12, 420, 22); c.showPage(); c.save()
c = canvas.Canvas(f'{out}/recognised.pdf', pagesize=A4)
scan(c)
t = c.beginText(88, H-100); t.setFont(F, 12); t.setTextRenderMode(3)
for l in wrap(P1, 12, 420): t.textLine(l)
c.drawText(t); c.save()

# 8 encryption
from reportlab.lib import pdfencrypt
for name, user in (('locked', 'secret'), ('owner_only', '')):
    e = pdfencrypt.StandardEncryption(user, ownerPassword='owner', strength=128)
    c = canvas.Canvas(f'{out}/{name}.pdf', pagesize=A4, encrypt=e)
    c.setFont(F, 12); para(c, P1, 88, H-100, 12, 420, 22); c.save()

# 9 rotated: landscape table page with /Rotate, and text turned by its matrix
c = canvas.Canvas(f'{out}/rotated.pdf', pagesize=A4)
c.rotate(90); c.translate(0, -W)
c.setFont(F, 12); para(c, P1, 80, W-80, 12, 600, 22); c.showPage()
c.setPageRotation(90); c.setPageSize((H, W)); c.setFont(F, 12); c.saveState(); c.rotate(90); c.translate(0, -W); para(c, P2, 80, W-80, 12, 600, 22); c.restoreState(); c.showPage()
c.setPageRotation(0); c.setPageSize((W, H))
c.saveState(); c.translate(200, 300); c.rotate(45); c.setFont(F, 40); c.drawString(0, 0, '内部资料 2023'); c.restoreState()
c.setFont(F, 12); para(c, P3, 88, H-100, 12, 420, 22); c.showPage()
c.save()

# 10 latin and spaces
c = canvas.Canvas(f'{out}/latin.pdf', pagesize=A4)
c.setFont('Helvetica', 11); y = H-100
for l in ['The programme supported 1,234 small enterprises in 2023, up by 5.3 percent over the', 'previous year, and issued 456 certificates of quality manage-', 'ment systems across 21 cities.']:
    c.drawString(88, y, l); y -= 16
c.save()

# 11 table over two pages with repeated header
c = canvas.Canvas(f'{out}/long_table.pdf', pagesize=A4)
names = [f'第{i}县' for i in range(1, 41)]
xs = [88, 240, 380, 508]; rh = 20
def tab(rows, top):
    for i in range(len(rows)+1): c.line(xs[0], top-i*rh, xs[-1], top-i*rh)
    for x in xs: c.line(x, top, x, top-rh*len(rows))
    for i, r in enumerate(rows):
        for k, t in enumerate(r): c.drawCentredString((xs[k]+xs[k+1])/2, top-i*rh-14, t)
c.setFont(F, 10.5)
head = ['地区', '企业数（家）', '增长率（%）']
data = [[n, str(100+i), f'{i/10:.1f}'] for i, n in enumerate(names)]
c.drawCentredString(W/2, H-90, '表1 各县帮扶企业'); tab([head]+data[:25], H-110); c.drawCentredString(W/2, 45, '1'); c.showPage()
c.setFont(F, 10.5); tab([head]+data[25:], H-90); c.drawCentredString(W/2, 45, '2'); c.showPage()
c.save()

# 12 no text at all
c = canvas.Canvas(f'{out}/drawing.pdf', pagesize=A4); c.circle(200, 200, 50); c.showPage(); c.save()
# 13 big for speed
c = canvas.Canvas(f'{out}/../big.pdf', pagesize=A4)
for page in range(300):
    c.setFont(F, 10.5); y = H-90
    while y > 100: y = para(c, random.Random(page).choice([P1, P2, P3]), 88, y, 10.5, 420, 20)
    c.drawCentredString(W/2, 45, f'— {page+1} —'); c.showPage()
c.save()
