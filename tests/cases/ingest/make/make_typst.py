"""Makes the PDF test files with embedded fonts and character tables: Typst for reports, LibreOffice Calc for a sheet."""
import sys, os, subprocess, typst, tempfile
out = sys.argv[1]
P1 = '2023年，全省深入开展小微企业质量管理体系认证提升行动，共帮扶企业1234家，同比增长5.3%，培训人员21034人次，发放补贴资金1200余万元，推动质量基础设施协同服务进一步落地见效。'
P2 = '各市州积极响应，成都市帮扶企业312家，绵阳市帮扶企业98家，德阳市帮扶企业87家；全省新增获证企业456家，认证证书数量达到78901张，较上年末增加3456张，增长4.6%。'
P3 = '下一步，我们将继续加大工作力度，完善政策措施，力争2024年帮扶企业达到1500家以上。'
def head(title='', indent='(amount: 2em, all: true)', extra='', header='四川省市场监督管理局'):
    return f'''#set document(title: "{title}")
#set page(paper: "a4", margin: (x: 2.8cm, y: 2.6cm), header: align(center, text(size: 9pt)[{header}]), footer: context align(center, text(size: 9pt)[第 #counter(page).display() 页 共 #counter(page).final().first() 页]){extra})
#set text(font: "Noto Serif CJK SC", size: 12pt, lang: "zh", region: "cn")
#set par(justify: true, leading: 0.9em, spacing: 0.9em, first-line-indent: {indent})
#show heading: set text(font: "Noto Sans CJK SC")
#show heading.where(level: 1): set text(size: 16pt)
#show heading.where(level: 2): set text(size: 12pt)
'''
T = lambda t: f'#align(center, text(size: 22pt, weight: "bold")[{t}])\n\n'
rows = '''#align(center)[表1 各地区帮扶企业情况]
#align(right, text(size: 10.5pt)[单位：家、%])
#table(columns: (1fr, 1fr, 1fr, 1fr), align: center,
 table.cell(rowspan: 2)[地区], table.cell(colspan: 2)[帮扶企业], table.cell(rowspan: 2)[增长率], [计划], [完成],
 [成都市], [300], [312], [5.3], [绵阳市], [100], [98], [-2.0], [合计], [1400], [1434], [4.6])
'''
files = {}
esc = lambda s: s
files['ty_report'] = head('2023年四川省质量提升行动工作报告') + T('2023年四川省质量提升行动工作报告') + f'''= 一、总体情况
{P1.replace('5.3%', '5.3%#footnote[增长率按可比口径计算。]')}

{P2}

== （一）主要做法
{P1}

{P2}

{P3}

{P1}

{P2}

{P3}

= 二、各地区情况
{rows}
{P2.replace('456家', '456家#footnote[含换发新证的企业，共21家。]')}

{P3}

{P1}

{P2}

{P3}

{P1}

{P2}

面积达到120km#super[2]，PM#sub[2.5]浓度下降3.2%。
'''
files['ty_columns'] = head() + T('质量工作简报') + '#columns(2, gutter: 20pt)[\n' + '\n\n'.join([P1, P2, P3, P1, P2, P3]*2) + '\n]\n'
files['ty_blocks'] = head('report_final.docx', indent='0pt').replace('spacing: 0.9em', 'spacing: 2em') + T('工作通报') + '\n\n'.join([P1, P2, P3, P1, P3, P2])
files['ty_long_table'] = head() + '#align(center)[表2 各县数据]\n#table(columns: (1fr,)*3, table.header([地区], [企业数（家）], [增长率（%）]), ' + ', '.join(f'[第{i}县], [{100+i}], [{i/10:.1f}]' for i in range(1, 61)) + ')\n\n' + P3
files['ty_mixed'] = head() + T('ISO 9001 认证情况') + ('截至2023年底，ISO 9001 certificates 数量为 12345 张，GB/T 19001—2016标准实施以来，quality management systems 得到广泛应用，覆盖 21 个 cities and prefectures，比2022年的 11,800 张增加545张。' * 3)
files['ty_three_line'] = head() + P1 + '''

#align(center)[表3 主要指标]
#table(columns: (2fr, 1fr, 1fr), stroke: none, table.hline(), [指标], [2022年], [2023年], table.hline(),
 [企业数（家）], [1178], [1234], [证书数（张）], [75445], [78901], [覆盖率], [56.2%], [61.0%], table.hline())

''' + P3
files['ty_open_sides'] = head() + '''#align(center)[表4 分行业情况]
#table(columns: (2fr, 1fr, 1fr, 1fr), stroke: (x, y) => (left: if x > 0 { 0.5pt }, top: if y < 2 { 0.5pt }, bottom: 0pt), [行业], [企业数], [证书数], [增长率],
 [制造业], [1178], [2234], [1.2], [建筑业], [175], [289], [-0.4], [批发和零售业], [98], [120], [3.3], [合计], [1451], [2643], [2.0], table.hline())

''' + P3
files['ty_wrapped_cells'] = head() + '''#table(columns: (60pt, 150pt, 120pt), align: left,
 [序号], [工作任务], [责任单位], [1], [开展小微企业质量管理体系认证提升行动，帮扶企业1234家以上], [省市场监管局、省经济和信息化厅], [2], [建设质量基础设施一站式服务站点], [省市场监管局], [3], [发布质量统计公报], [省统计局])

''' + P3
for name, text in files.items():
    with open(f'{out}/{name}.typ', 'w') as f: f.write(text)
    typst.compile(f'{out}/{name}.typ', output=f'{out}/{name}.pdf'); os.remove(f'{out}/{name}.typ')
def cell(t): return f'<table:table-cell table:style-name="c" office:value-type="string"><text:p>{t}</text:p></table:table-cell>'
sheet = [['地区', '企业数', '增长率'], ['成都市', '312', '5.3'], ['绵阳市', '98', '-2.0'], ['德阳市', '87', '1.1'], ['合计', '497', '3.2']]
fods = '''<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles><style:style style:name="c" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000"/><style:text-properties style:font-name-asian="Noto Serif CJK SC"/></style:style></office:automatic-styles><office:body><office:spreadsheet><table:table table:name="表">''' + ''.join('<table:table-row>' + ''.join(map(cell, r)) + '</table:table-row>' for r in sheet) + '</table:table></office:spreadsheet></office:body></office:document>'
open(f'{out}/calc_sheet.fods', 'w').write(fods)
subprocess.run(['timeout', '120', 'soffice', '--headless', f'-env:UserInstallation=file://{tempfile.mkdtemp()}', '--convert-to', 'pdf', '--outdir', out, f'{out}/calc_sheet.fods'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
os.remove(f'{out}/calc_sheet.fods')
