"""Makes an official letter as GB/T 9704 lays it out: red head, number, address line, 28 × 22 characters, signature."""
import sys
from reportlab.pdfgen import canvas
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
pdfmetrics.registerFont(UnicodeCIDFont('STSong-Light'))
F, W, H, MM = 'STSong-Light', *A4, 72 / 25.4
c = canvas.Canvas(f'{sys.argv[1]}/letter.pdf', pagesize=A4)
c.setTitle('Microsoft Word - 川市监函〔2024〕12号.doc')
left, right, size, lead = 28 * MM, W - 26 * MM, 16, 28.9
y, page = 0, 1
def number():
    s = f'— {page} —'
    c.setFont(F, 14)
    (c.drawRightString(right - 16, 28 * MM - 8, s) if page % 2 else c.drawString(left + 16, 28 * MM - 8, s))
def line(runs, x):
    global y, page
    if y < 37 * MM:
        number(); c.showPage(); page += 1; y = H - 37 * MM - 12
    for font, t, sz in runs:
        c.setFont(font, sz); c.drawString(x, y, t); x += pdfmetrics.stringWidth(t, font, sz) if font != F else sum(sz * (0.5 if ord(k) < 128 else 1) for k in t)
    y -= lead
def wrap(text, indent):
    """Runs of digits in Times and unbroken, as Word sets them."""
    rows, cur, w, i = [], [], indent * size, 0
    while i < len(text):
        j = i
        while j < len(text) and ord(text[j]) < 128: j += 1
        t, font = (text[i:j], 'Times-Roman') if j > i else (text[i], F)
        i += len(t)
        tw = pdfmetrics.stringWidth(t, font, size) if font != F else size
        if w + tw > right - left + 0.1 and t not in '，。；：、）%':
            rows.append(cur); cur, w = [], 0
        cur.append((font, t, size)); w += tw
    return rows + [cur]
def para(text, indent=2):
    for k, row in enumerate(wrap(text, indent)): line(row, left + (indent * size if k == 0 else 0))
y = H - 72 * MM
c.setFillColorRGB(1, 0, 0); c.setFont(F, 36); c.drawCentredString(W / 2, y, '四川省市场监督管理局'); y -= 40
c.setFillColorRGB(0, 0, 0); c.setFont(F, 16); c.drawCentredString(W / 2, y, '川市监函〔2024〕12号'); y -= 12
c.setStrokeColorRGB(1, 0, 0); c.line(left, y, right, y); y -= 60
c.setFont(F, 22); c.drawCentredString(W / 2, y, '四川省市场监督管理局关于2023年小微企业'); y -= 34
c.drawCentredString(W / 2, y, '质量管理体系认证提升行动情况的报告'); y -= 50
P1 = '2023年，全省深入开展小微企业质量管理体系认证提升行动，共帮扶企业1234家，同比增长5.3%，培训人员21034人次，发放补贴资金1200余万元，推动质量基础设施协同服务进一步落地见效。'
P2 = '各市州积极响应，成都市帮扶企业312家，绵阳市帮扶企业98家，德阳市帮扶企业87家；全省新增获证企业456家，认证证书数量达到78901张，较上年末增加3456张，增长4.6%。'
para('国家市场监督管理总局：', 0)
para('按照《关于开展小微企业质量管理体系认证提升行动的通知》要求，现将我省2023年有关情况报告如下。')
for h, ps in (('一、主要做法', ['（一）加强组织领导。' + P1, '（二）强化政策支持。' + P2]), ('二、存在的问题', [P2, P1]), ('三、下一步打算', [P1, P2])):
    para(h)
    for p in ps: para(p)
y -= lead
line([(F, '四川省市场监督管理局', size)], right - 4 * size - 10 * size)
line([(F, '2024年1月15日', size)], right - 4 * size - 8 * size)
para('（联系人：张三，电话：028-86607000）')
number(); c.showPage(); c.save()
