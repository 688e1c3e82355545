"""What columns of a register are usually called, in English, Chinese, German and French."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["ACTING", "columns_by_key"]

WORDS: Final[Mapping[str, str]] = {
    "start": "start begin from since appointed joined startdate 任职日期 上任 任职开始 开始 起始"
    " 就任 beginn von ab antritt seit début debut depuis nomination",
    "end": "end until to left ended departed departure enddate thru 离任 卸任 离职日期 任职结束"
    " 结束 终止 截止 ende bis austritt fin jusqu sortie",
    "reason": "reason cause why 离职原因 变更原因 原因 grund motif",
    "capacity": "capacity acting interim 代理 是否代理 vertretung intérim",
    "person": "personid personkey execid directorid 人员id 人员代码 高管id",
    "organization-name": "companyname orgname firmname coname 公司名称 证券简称 公司简称 机构名称",
    "organization": "company organisation organization org firm employer ticker council body stkcd"
    " gvkey 公司 公司代码 证券代码 股票代码 机构 单位 unternehmen firma gesellschaft société"
    " societe entreprise organisme",
    "title": "position post title role office job function 职务 职位 岗位 职称 amt funktion rolle"
    " poste fonction titre mandat",
    "name": "name fullname person holder officeholder appointee officer director member executive"
    " incumbent 姓名 高管姓名 人员姓名 人名 董事 inhaber amtsinhaber nom titulaire",
    "source": "source url link reference 来源 quelle lien",
    "note": "note notes remark remarks comment comments 备注 说明 bemerkung remarque",
    "record": "id uid key recordid 序号 编号",
}
"""By key of a map, the words of which the first that a column's name has tells what it holds."""

ACTING: Final[Mapping[str, str]] = {
    "acting": "acting interim designate 代理 代 署理 kommissarisch amtierend suppléant",
    "interim": "interim 临时 过渡 übergangsweise intérim interimaire",
}
"""The words that say of a capacity that it is not permanent."""


def columns_by_key(columns: Iterable[str]) -> dict[str, str]:
    """The columns that a map may use, by its keys; a column serves once, and a key has one."""
    found: dict[str, str] = {}
    left = [column for column in columns if column]
    for exact in (True, False):
        for key, words in WORDS.items():
            known = words.split()
            for column in left:
                if key not in found and _is_called(column, known, exact):
                    found[key] = column
                    left.remove(column)
                    break
    return found


def _is_called(column: str, known: list[str], exact: bool) -> bool:
    """Whether a column's name is one of the words; or has one of them in it."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    words = re.findall(r"[^\W_]+", parted.casefold())
    whole = "".join(words)
    if exact:
        return whole in known or whole.removesuffix("date") in known
    return any(word in known for word in words) or any(
        word in whole for word in known if not word.isascii()
    )
