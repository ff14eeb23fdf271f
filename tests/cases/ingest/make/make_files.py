"""Makes the small files of ../files that are not written by hand. Needs Python alone: python3 make_files.py"""
import os, shutil, zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "files")


def write(name, data):
    with open(os.path.join(OUT, name), "wb") as f:
        f.write(data)


REPORT = "鲁西市2022年质量工作报告\n一、工作成效\n全市帮扶企业320家，比上年增长12.5%。\n二、下一步打算\n力争到2025年，培育品牌50个。\n"
write("utf8_bom.txt", b"\xef\xbb\xbf" + REPORT.encode())
write("utf16.txt", b"\xff\xfe" + REPORT.encode("utf-16-le"))
write("gbk.txt", REPORT.encode("gb18030"))
write("crlf.txt", REPORT.replace("\n", "\r\n").encode())
write("cr.md", REPORT.replace("一、", "# ").replace("二、", "# ").replace("\n", "\n").encode())
write("big5.txt", "臺灣工業區共有企業1200家，比上年增加35家。全區投資總額約3.5億元，員工人數超過2萬人。\n".encode("big5"))
write("spaces.txt", "全市共有 1 234 家企业，\u3000总产值３５．６亿元，占全省的１２．５％，涉\u200b及12\u00ad5个乡镇。\n".encode())

TABLE = "单位：万元,,\n地区,财政收入,增速(%)\n山东,\"7,284.5\",10.0\n河北,4167.6,8.9\n合计,11452.1,\n"
write("gbk.csv", TABLE.encode("gb18030"))
write("semicolon.csv", TABLE.replace('"7,284.5"', "7284.5").replace(",", ";").encode())
write("tabs.tsv", TABLE.replace('"7,284.5"', "7284.5").replace(",", "\t").encode("utf-16"))
write("empty.csv", b"")
write("empty.docx", b"")
write("truncated.xlsx", open(os.path.join(OUT, "..", "books", "base.xlsx"), "rb").read()[:900])
write("truncated.docx", b"PK\x03\x04" + b"\0" * 200)
write("truncated.pdf", open(os.path.join(OUT, "..", "pdf", "ty_report.pdf"), "rb").read()[:700])
write("pdf_named.txt", open(os.path.join(OUT, "..", "pdf", "ruled_table.pdf"), "rb").read())
write("workbook_named.csv", open(os.path.join(OUT, "..", "books", "base.xlsx"), "rb").read())
write("picture_named.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
write("binary.txt", bytes(range(256)) * 8)

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>关于工业运行情况的通报_某市人民政府</title>
<meta name="PubDate" content="2023-01-20"></head><body><div class="nav"><a href="/">首页</a> 第12期 共300条</div>
<div class="TRS_Editor"><h1>2022年淄博市工业运行情况</h1><h2>一、总体情况</h2>
<p>2022年，全市规模以上工业企业达到<b>1</b><span>236</span>家，比上年增加45家；实现营业收入3.2&nbsp;万亿元。</p>
<table><caption>单位：亿元</caption><tr><th rowspan="2">县区</th><th colspan="2">营业收入</th></tr>
<tr><th>2021年</th><th>2022年</th></tr><tr><td>张店区</td><td>1,020.5</td><td>1,100.0</td></tr>
<tr><td>临淄区</td><td>890</td><td>-</td></tr></table></div>
<div class="footer">版权所有 备案号：鲁ICP备12345678号 访问量 998877</div></body></html>"""
write("page.html", PAGE.encode())
write("page_gbk.htm", PAGE.replace("utf-8", "gb2312").encode("gb18030"))
write("page_named.txt", PAGE.encode())
write("html_table.xls", ("<html><head><meta charset='utf-8'></head><body><table><tr><td>地区</td><td>出口额（亿元）</td></tr>"
      "<tr><td>浙江</td><td>3.43</td></tr><tr><td>江苏</td><td>3.48</td></tr></table></body></html>").encode())

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(name, body, more=()):
    with zipfile.ZipFile(os.path.join(OUT, name), "w", zipfile.ZIP_DEFLATED) as z:
        def put(part, text):
            info = zipfile.ZipInfo(part, (2023, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            z.writestr(info, text)
        put("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        put("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
        put("word/document.xml", f'<w:document {W}><w:body>{body}</w:body></w:document>')
        for part, text in more:
            put(part, text)


def p(text, style=""):
    style = f'<w:pPr><w:outlineLvl w:val="{style}"/></w:pPr>' if style != "" else ""
    return f"<w:p>{style}<w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text, more=""):
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{p(text)}</w:tc>"


SPAN = '<w:gridSpan w:val="2"/>'
BODY = (p("湖南省岳阳市2021年质量提升情况") + p("工作成效", 0)
        + "<w:p><w:r><w:t>全市帮扶企业</w:t></w:r><w:del><w:r><w:delText>900家</w:delText></w:r></w:del>"
          "<w:ins><w:r><w:t>320家</w:t></w:r></w:ins><w:bookmarkStart w:id=\"12\" w:name=\"_Toc17735\"/>"
          "<w:r><w:t>，投入资金1</w:t></w:r><w:r><w:t>200余万元。</w:t></w:r></w:p>"
        + p("表1 各县帮扶情况") + p("单位：家")
        + f"<w:tbl><w:tr>{tc('县区')}{tc('2021年', SPAN)}</w:tr><w:tr>{tc('')}{tc('帮扶企业')}{tc('获证企业')}</w:tr>"
          f"<w:tr>{tc('平江县')}{tc('35')}{tc('12')}</w:tr><w:tr>{tc('华容县')}{tc('1,024')}{tc('近100')}</w:tr></w:tbl>"
        + p("以上数据截至2021年底。"))
docx("report.docx", BODY)
docx("external_entity.docx", BODY)
shutil.copyfile(os.path.join(OUT, "report.docx"), os.path.join(OUT, "word_named.txt"))
with zipfile.ZipFile(os.path.join(OUT, "external_entity.docx"), "w") as z:
    z.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<Types/>")
    z.writestr(zipfile.ZipInfo("_rels/.rels"), '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
    z.writestr(zipfile.ZipInfo("word/document.xml"), f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&#57;&#57;&#57;">]><w:document {W}><w:body>{p("全市帮扶企业12家&a;。&b;")}</w:body></w:document>')
with zipfile.ZipFile(os.path.join(OUT, "climbs_out.xlsx"), "w") as z:
    z.writestr(zipfile.ZipInfo("../../evil.txt"), "x")
    z.writestr(zipfile.ZipInfo("xl/workbook.xml"), "<workbook/>")
with zipfile.ZipFile(os.path.join(OUT, "bomb.xlsx"), "w", zipfile.ZIP_DEFLATED) as z:
    info = zipfile.ZipInfo("xl/workbook.xml")
    info.compress_type = zipfile.ZIP_DEFLATED
    z.writestr(info, b" " * (96 << 20))
