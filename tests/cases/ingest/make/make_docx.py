from docx import Document
from docx.shared import Pt
from docx.oxml.ns import qn
d = Document()
d.add_heading("某省2023年质量公报", 0)
d.add_heading("一、综合", 1)
p = d.add_paragraph("全年地区生产总值12345.6亿元，比上年")
p.add_run("增长5.3%").bold = True
p.add_run("，面积9.6万km"); r = p.add_run("2"); r.font.superscript = True
p.add_run("。")
for t in ["帮扶企业1200家；", "5万家企业受益；", "其他。"]:
    d.add_paragraph(t, style="List Number")
d.add_paragraph("要点", style="List Bullet")
d.add_heading("二、分地区情况", 1)
d.add_heading("（一）各市", 2)
d.add_paragraph("表1 各市情况", style="Caption")
d.add_paragraph("单位：亿元、%")
t = d.add_table(rows=4, cols=3)
t.style = "Table Grid"
t.cell(0,0).merge(t.cell(1,0)).text = "地区"
t.cell(0,1).merge(t.cell(0,2)).text = "生产总值"
for (r,c,v) in [(1,1,"总量"),(1,2,"增速"),(2,0,"济南"),(2,1,"12757.4"),(2,2,"6.1"),(3,0,"青岛"),(3,1,"15760.3"),(3,2,"5.9")]:
    t.cell(r,c).text = v
d.add_paragraph("注：数据为初步核算数。")
s = d.sections[0]; s.header.paragraphs[0].text = "页眉 77"; s.footer.paragraphs[0].text = "- 5 -"
d.save("office/report.docx")
